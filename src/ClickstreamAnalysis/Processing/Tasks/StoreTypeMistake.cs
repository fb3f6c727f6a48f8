using ClickstreamAnalysis.Validation;

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

    /// <summary>Names both types, the call that gets the store, and the call that adds one of the type asked for.</summary>
    /// <param name="nodeName">The node that asked.</param>
    /// <param name="storeName">The store.</param>
    /// <param name="actual">The interface that processors use the store by; null for the store of a built-in operator.</param>
    /// <param name="asked">The type that the node asked for.</param>
    public static string Describe(string nodeName, string storeName, Type? actual, Type asked)
    {
        var mistake = $"'{nodeName}' asked for the store '{storeName}' as {TypeName.Of(asked)}, but it is {(actual is null ? "a store of a built-in operator" : TypeName.Of(actual))}.";
        if (actual is not null)
        {
            mistake += $" Call GetStore<{TypeName.Of(actual)}>(\"{storeName}\")";
            mistake += KindOf(asked) is { } builder
                ? $", or add the store with Stores.{builder}<{TypeName.Arguments(asked)}>(\"{storeName}\", ...)."
                : ".";
        }

        return mistake;
    }

    private static string? KindOf(Type type) => type.IsGenericType
        ? s_kinds.FirstOrDefault(kind => kind.Interface == type.GetGenericTypeDefinition()).Builder
        : null;
}
