using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A node that reads a topic, without its types.</summary>
internal abstract class SourceNode(string name, string topic, bool isInternal) : GraphNode(name)
{
    public override string Kind => "source";

    /// <summary>The topic; for an internal one the part behind the application id.</summary>
    public string Topic { get; } = topic;

    public bool IsInternal { get; } = isInternal;

    /// <summary>For a repartition topic: how many partitions were asked for; null takes those of the widest input.</summary>
    public int? Partitions { get; init; }

    /// <summary>Whether a node that the records reach looks at headers, directly or behind repartition topics.</summary>
    public override bool SeesHeaders => AreHeadersSeen(this, []);

    /// <param name="assembly">The task.</param>
    /// <param name="clock">Follows the event times of the records; null when stream time comes with the records instead.</param>
    public abstract SourceReceiver Create(TaskAssembly assembly, TaskClock? clock);

    private static bool AreHeadersSeen(GraphNode node, HashSet<GraphNode> visited) => node.Ports
        .Where(static port => port.HasHeaders)
        .SelectMany(static port => port.Children)
        .Any(child => visited.Add(child) && (child.SeesHeaders || AreHeadersSeen(child, visited)));
}
