using System.Reflection;

namespace ClickstreamAnalysis.Serialization;

/// <summary>Finds the built-in serdes of types, so that operators need no explicit serde for them.</summary>
/// <remarks>
/// Types in other parts of the library name a provider with <see cref="SerdesFromAttribute"/>, because this part must not depend on
/// them. For a generic type, the providers of its type arguments are also asked, for example for sessions of clicks and late clicks.
/// </remarks>
internal static class KnownSerdes
{
    /// <summary>Returns the built-in serde of a type; null when there is none.</summary>
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
