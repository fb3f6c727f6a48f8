using System.Reflection;

namespace ClickstreamAnalysis.Serialization;

/// <summary>Finds the serdes of types that the library knows, so that operators need none for them.</summary>
/// <remarks>
/// Types of other parts name a provider by <see cref="SerdesFromAttribute"/>: this part must not depend on them. A generic type
/// asks the providers of its type arguments as well, which is how sessions of clicks and late clicks are found.
/// </remarks>
internal static class KnownSerdes
{
    /// <summary>The serde of a type; null when the library knows none.</summary>
    public static ISerde<T>? For<T>() => Of<T>.Serde;

    private static ISerde<T>? Find<T>() =>
        (Serdes.Utf8 as ISerde<T>) ?? (Serdes.Bytes as ISerde<T>) ?? (Serdes.Int32 as ISerde<T>) ?? (Serdes.Int64 as ISerde<T>) ?? (Serdes.Double as ISerde<T>)
        ?? typeof(T).GetGenericArguments().Prepend(typeof(T)).Select(ProvidedBy<T>).FirstOrDefault(serde => serde is not null);

    private static ISerde<T>? ProvidedBy<T>(Type type) =>
        type.GetCustomAttribute<SerdesFromAttribute>() is { } from ? ((ISerdeProvider)Activator.CreateInstance(from.Provider)!).For<T>() : null;

    private static class Of<T>
    {
        public static readonly ISerde<T>? Serde = Find<T>();
    }
}
