using System.Text.RegularExpressions;

namespace ClickstreamAnalysis.Tests.Architecture;

/// <summary>
/// Which part of the library may refer to which: the one place where it is written down. Names are namespaces below
/// <c>ClickstreamAnalysis</c>; everything inside a part, further levels included, may refer to all of that part.
/// </summary>
internal static partial class Layers
{
    /// <summary>From bottom to top. A part may refer only to parts that are listed with it.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Validation"] = [],
        ["Serialization"] = [],
        ["Sketches"] = ["Serialization", "State.Entries"],
        ["Databases"] = [],
        ["Headers"] = [],
        ["Logs"] = ["Headers"],
        ["Logs.Groups"] = ["Logs"],
        ["Logs.Embedded.Storage"] = ["Logs", "Databases", "Validation"],
        ["Logs.Embedded.Batches"] = ["Logs", "Serialization", "Headers"],
        ["Logs.Embedded.Partitions"] = ["Logs.Embedded.Batches", "Logs.Embedded.Storage", "Logs.Groups", "Logs"],
        ["Logs.Embedded.Upkeep"] = ["Logs.Embedded.Partitions", "Logs.Embedded.Batches", "Logs.Embedded.Storage", "Logs"],
        ["Logs.Embedded"] =
        [
            "Logs.Embedded.Upkeep", "Logs.Embedded.Partitions", "Logs.Embedded.Batches", "Logs.Embedded.Storage", "Logs.Groups", "Logs",
        ],
        ["Logs.Kafka.Settings"] = ["Logs"],
        ["Logs.Kafka.Clients"] = ["Logs.Kafka.Settings", "Logs"],
        ["Logs.Kafka.Consuming"] = ["Logs.Kafka.Clients", "Logs", "Headers"],
        ["Logs.Kafka.Producing"] = ["Logs.Kafka.Clients", "Logs", "Headers"],
        ["Logs.Kafka.Native"] =
        [
            "Logs.Kafka.Producing", "Logs.Kafka.Consuming", "Logs.Kafka.Clients", "Logs.Kafka.Settings", "Logs", "Headers",
        ],
        ["Logs.Kafka"] =
        [
            "Logs.Kafka.Native", "Logs.Kafka.Producing", "Logs.Kafka.Consuming", "Logs.Kafka.Clients", "Logs.Kafka.Settings", "Logs",
        ],
        ["State.Databases"] = [],
        ["State.Databases.Memory"] = ["State.Databases"],
        ["State.Databases.RocksDb"] = ["State.Databases", "Databases"],
        ["State.Entries"] = [],
        ["State.Rows"] = ["State.Entries", "State.Databases", "Serialization"],
        ["State.Committed"] = ["State.Tables", "State.Rows", "State.Databases"],
        ["State.Tables"] = ["State.Rows", "State.Entries", "State.Databases", "Serialization"],
        ["State"] = ["State.Tables", "State.Rows", "State.Entries", "State.Databases", "Serialization", "Validation"],
        ["Processing"] = ["Serialization", "Headers"],
        ["Processing.Failures"] = ["Processing", "Logs", "Serialization"],
        ["Processing.Losses"] = ["Processing"],
        ["Processing.Repartitioning"] = ["Processing", "Serialization"],
        ["Topologies"] = ["Processing", "State", "Logs", "Serialization", "Validation", "Headers"],
        ["Processing.Tasks"] =
        [
            "Topologies", "Processing.Repartitioning", "Processing.Losses", "Processing.Failures", "Processing", "State",
            "State.Committed", "State.Tables", "State.Rows", "State.Databases", "Logs", "Headers", "Serialization", "Validation",
        ],
        ["Queries"] =
        [
            "Processing.Tasks", "Topologies", "Processing.Failures", "State.Committed", "State", "State.Rows", "State.Databases", "Logs", "Serialization", "Validation",
        ],
        ["Operators"] = ["Topologies", "Processing", "Serialization"],
        ["Events"] = ["Operators", "Topologies", "Processing.Failures", "Processing", "Serialization"],
        ["Records"] = ["Events", "Processing", "Logs", "Serialization", "Headers"],
        ["Windows"] = ["Queries", "Operators", "Topologies", "Processing", "State", "State.Tables", "State.Entries", "State.Rows", "Sketches", "Serialization", "Headers", "Validation"],
        ["Sessions"] = ["Queries", "Validation", "Events", "Topologies", "Processing", "State", "State.Tables", "State.Entries", "Serialization", "Headers"],
        ["Funnels"] = ["Queries", "Validation", "Operators", "Topologies", "Processing", "State", "State.Tables", "State.Entries", "Serialization", "Headers"],
        ["Runtime.Options"] = ["Processing.Failures", "State", "State.Databases", "Validation"],
        ["Runtime.Descriptions"] = ["Runtime.Memory"],
        ["Runtime.Memory"] = ["Runtime.Options", "State.Tables", "State.Databases"],
        ["Runtime.Metrics"] = ["Runtime.Memory", "Processing.Tasks", "Processing.Losses", "Processing.Failures", "Processing", "Logs"],
        ["Runtime.Telemetry"] = ["Runtime.Metrics", "Runtime.Memory", "Processing.Tasks", "Processing.Losses", "Processing.Failures", "Logs"],
        ["Runtime.Planning"] =
        [
            "Runtime.Options", "Processing.Tasks", "Topologies", "Processing.Repartitioning", "Processing.Failures",
            "Processing", "State", "Logs", "Serialization", "Validation",
        ],
        ["Runtime.Tasks"] = ["Processing.Tasks", "Processing.Failures", "Logs", "Serialization"],
        ["Runtime.Draining"] =
        [
            "Runtime.Descriptions", "Runtime.Tasks", "Runtime.Planning", "Runtime.Options", "Processing.Tasks", "Topologies", "Processing.Failures",
            "Logs",
        ],
        ["Runtime.Owners"] = ["Runtime.Planning", "Runtime.Options", "Queries", "Topologies", "Processing.Failures", "Logs", "Serialization"],
        ["Runtime.Instances"] =
        [
            "Runtime.Descriptions", "Runtime.Draining", "Runtime.Planning", "Runtime.Telemetry", "Runtime.Metrics", "Runtime.Memory", "Runtime.Options", "Queries",
            "Processing.Tasks", "Topologies", "Processing.Repartitioning", "Processing.Failures", "Processing", "State.Databases.RocksDb",
            "State.Databases.Memory", "State", "State.Databases", "Logs",
        ],
        ["Runtime.Commits"] =
        [
            "Queries", "Runtime.Instances", "Runtime.Tasks", "Runtime.Planning", "Runtime.Telemetry", "Runtime.Metrics", "Runtime.Memory", "Runtime.Options",
            "Processing.Tasks", "State.Tables", "State.Databases", "Logs",
        ],
        ["Runtime.Assignment"] =
        [
            "Runtime.Descriptions", "Queries", "Runtime.Instances", "Runtime.Tasks", "Runtime.Planning", "Runtime.Telemetry", "Runtime.Metrics", "Runtime.Memory", "Runtime.Options",
            "Processing.Tasks", "Topologies", "Processing.Failures", "Processing", "State.Tables", "State.Rows", "State.Databases", "Logs",
        ],
        ["Runtime.Threads"] =
        [
            "Runtime.Descriptions", "Runtime.Assignment", "Runtime.Commits", "Runtime.Instances", "Runtime.Draining", "Runtime.Tasks",
            "Runtime.Planning", "Runtime.Telemetry", "Runtime.Metrics", "Runtime.Memory", "Runtime.Options", "Processing.Tasks",
            "Processing.Losses", "Processing.Failures", "Processing.Repartitioning", "Processing",
            "Serialization", "State.Tables", "State.Databases", "Logs",
        ],
        ["Runtime.Control"] =
        [
            "Logs", "Processing.Failures", "Runtime.Threads", "Runtime.Instances", "Runtime.Draining", "Runtime.Descriptions", "Runtime.Memory", "Runtime.Options",
        ],
        ["Runtime"] =
        [
            "Runtime.Descriptions", "Runtime.Control", "State", "Queries", "Runtime.Owners", "Runtime.Threads", "Runtime.Instances", "Runtime.Draining", "Runtime.Planning", "Runtime.Telemetry", "Runtime.Metrics",
            "Runtime.Memory", "Runtime.Options", "Topologies", "Serialization", "Processing.Losses", "Processing.Failures",
            "State.Databases", "Logs",
        ],
    };

    /// <summary>Other people's libraries, and the only parts that may know them.</summary>
    public static IReadOnlyDictionary<string, string[]> Outside { get; } = new Dictionary<string, string[]>
    {
        ["Confluent.Kafka"] = ["Logs.Kafka", "Logs.Kafka.Settings", "Logs.Kafka.Clients", "Logs.Kafka.Consuming", "Logs.Kafka.Producing", "Logs.Kafka.Native"],
        ["RocksDbSharp"] = ["Databases", "State.Databases.RocksDb", "Logs.Embedded.Batches", "Logs.Embedded.Storage", "Logs.Embedded.Partitions", "Logs.Embedded.Upkeep"],
    };

    private static readonly Lazy<IReadOnlyDictionary<string, string>> s_folders = new(() => RepositoryFiles.Of("src/ClickstreamAnalysis")
        .SelectMany(file => DeclaredType().Matches(File.ReadAllText(file)).Select(type => (Name: type.Groups["name"].Value, File: file)))
        .DistinctBy(type => type.Name)
        .ToDictionary(type => type.Name, type => FolderOf(type.File)));

    /// <summary>
    /// The part that a type belongs to: the longest one whose name its namespace begins with, or for a public type in the root
    /// namespace, or in that for authors of logs, the folder of its file; null for types of other libraries.
    /// </summary>
    public static string? PartOf(string fullNamespace, string type)
    {
        const string Root = "ClickstreamAnalysis";
        if (fullNamespace is Root or $"{Root}.Logs")
        {
            return s_folders.Value.GetValueOrDefault(type.Split('`')[0], type);
        }

        if (!fullNamespace.StartsWith($"{Root}.", StringComparison.Ordinal))
        {
            return null;
        }

        return Longest(fullNamespace[(Root.Length + 1)..]);
    }

    private static string FolderOf(string file) =>
        Longest(Path.GetRelativePath(Path.Combine(RepositoryFiles.Root, "src", "ClickstreamAnalysis"), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.'));

    private static string Longest(string name) =>
        Allowed.Keys.Where(part => name == part || name.StartsWith($"{part}.", StringComparison.Ordinal)).MaxBy(part => part.Length) ?? name;

    [GeneratedRegex(@"^(?:public|internal) [\w ]*?(?:class|interface|enum|record struct|record class|struct|record|delegate [^(]+?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredType();
}
