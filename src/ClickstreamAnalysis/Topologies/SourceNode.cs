using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A node that reads a topic; the untyped base.</summary>
internal abstract class SourceNode(string name, string topic, bool isInternal) : GraphNode(name)
{
    public override string Kind => "source";

    /// <summary>The topic; for an internal topic, the part after the application id.</summary>
    public string Topic { get; } = topic;

    public bool IsInternal { get; } = isInternal;

    /// <summary>For a repartition topic, the requested number of partitions; null uses that of the input with the most.</summary>
    public int? Partitions { get; init; }

    /// <summary>Whether a node reachable from this source uses headers, directly or through repartition topics.</summary>
    public override bool SeesHeaders => AreHeadersSeen(this, []);

    /// <summary>The serdes of keys and values.</summary>
    public abstract (object Key, object Value) Serdes { get; }

    /// <param name="assembly">The task.</param>
    /// <param name="clock">Tracks the event times of the records; null when stream time is sent with the records instead.</param>
    public abstract SourceReceiver Create(TaskAssembly assembly, TaskClock? clock);

    private static bool AreHeadersSeen(GraphNode node, HashSet<GraphNode> visited) => node.Ports
        .Where(static port => port.HasHeaders)
        .SelectMany(static port => port.Children)
        .Any(child => visited.Add(child) && (child.SeesHeaders || AreHeadersSeen(child, visited)));
}
