namespace ClickstreamAnalysis.Tests.Architecture;

/// <summary>
/// Which part of the library may refer to which: the one place where it is written down. Names are namespaces below
/// <c>ClickstreamAnalysis</c>; everything inside a part, further levels included, may refer to all of that part.
/// </summary>
internal static class Layers
{
    /// <summary>From bottom to top. A part may refer only to parts that are listed with it.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Serialization"] = [],
        ["Logs"] = [],
        ["Logs.Embedded"] = ["Logs"],
        ["Logs.Kafka"] = ["Logs"],
        ["State"] = ["Serialization"],
        ["Processors"] = [],
        ["Topologies"] = ["Processors", "State", "Serialization"],
        ["Operators"] = ["Topologies", "Processors", "Serialization"],
        ["Events"] = ["Operators", "Topologies", "Serialization"],
        ["Windows"] = ["Topologies", "Processors", "State", "Serialization"],
        ["Sessions"] = ["Events", "Topologies", "Processors", "State", "Serialization"],
        ["Funnels"] = ["Topologies", "Processors", "State", "Serialization"],
        ["Processing"] = ["Topologies", "Processors", "State", "Serialization", "Logs"],
        ["Runtime"] = ["Processing", "Topologies", "Processors", "State", "State.Memory", "State.RocksDb", "Logs"],
        ["State.Memory"] = ["State"],
        ["State.RocksDb"] = ["State"],
    };

    /// <summary>Other people's libraries, and the only parts that may know them.</summary>
    public static IReadOnlyDictionary<string, string[]> Outside { get; } = new Dictionary<string, string[]>
    {
        ["Confluent.Kafka"] = ["Logs.Kafka"],
        ["RocksDbSharp"] = ["State.RocksDb", "Logs.Embedded"],
    };

    /// <summary>The part that a namespace belongs to: the longest one whose name it begins with; null for other libraries.</summary>
    public static string? PartOf(string fullNamespace)
    {
        const string Root = "ClickstreamAnalysis.";
        if (!fullNamespace.StartsWith(Root, StringComparison.Ordinal))
        {
            return null;
        }

        var name = fullNamespace[Root.Length..];
        return Allowed.Keys.Where(part => name == part || name.StartsWith($"{part}.", StringComparison.Ordinal)).MaxBy(part => part.Length) ?? name;
    }
}
