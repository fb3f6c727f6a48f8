using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>Describes a request for a store by a type that it does not have, in C# syntax.</summary>
internal static class StoreTypeMistake
{
    private static readonly (Type Interface, string Builder)[] s_kinds =
    [
        (typeof(IKeyValueStore<,>), nameof(Stores.KeyValue)),
        (typeof(IWindowStore<,>), nameof(Stores.Window)),
        (typeof(ISessionStore<,>), nameof(Stores.Session)),
    ];

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(string)] = "string",
        [typeof(long)] = "long",
        [typeof(int)] = "int",
        [typeof(double)] = "double",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(object)] = "object",
    };

    /// <summary>Names both types, the call that gets the store, and the call that adds one of the type asked for.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Without its interfaces, the message calls the store one of a built-in operator.")]
    public static string Describe(string nodeName, string storeName, Type store, Type asked)
    {
        var actual = store.GetInterfaces().FirstOrDefault(static type => KindOf(type) is not null);
        var mistake = $"'{nodeName}' asked for the store '{storeName}' as {NameOf(asked)}, but it is {(actual is null ? "a store of a built-in operator" : NameOf(actual))}.";
        if (actual is not null)
        {
            mistake += $" Call GetStore<{NameOf(actual)}>(\"{storeName}\")";
            mistake += KindOf(asked) is { } builder
                ? $", or add the store with Stores.{builder}<{Arguments(asked)}>(\"{storeName}\", ...)."
                : ".";
        }

        return mistake;
    }

    private static string? KindOf(Type type) => type.IsGenericType
        ? s_kinds.FirstOrDefault(kind => kind.Interface == type.GetGenericTypeDefinition()).Builder
        : null;

    private static string NameOf(Type type) => type switch
    {
        { IsArray: true } => $"{NameOf(type.GetElementType()!)}[]",
        { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{Arguments(type)}>",
        _ => s_keywords.GetValueOrDefault(type, type.Name),
    };

    private static string Arguments(Type type) => string.Join(", ", type.GetGenericArguments().Select(NameOf));
}
