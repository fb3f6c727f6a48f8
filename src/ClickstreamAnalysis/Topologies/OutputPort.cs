using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A typed output of a node, and the nodes that subscribe to it.</summary>
internal sealed class OutputPort<TKey, TValue>(GraphNode owner, string label, OutputDelay delay = default) : Port(owner, label, delay)
{
    private readonly List<InputNode<TKey, TValue>> _children = [];

    public override IEnumerable<GraphNode> Children => _children;

    /// <summary>Whether the output has no subscribers, so that the operator can skip the work.</summary>
    public bool IsUnused => _children.Count == 0;

    public void Add(InputNode<TKey, TValue> child) => _children.Add(child);

    /// <summary>Creates the receivers of all subscribers for one task.</summary>
    public Receiver<TKey, TValue> Connect(TaskAssembly assembly) => _children.Count switch
    {
        0 => Nowhere<TKey, TValue>.Instance,
        1 => _children[0].Receive(assembly),
        _ => new FanOut<TKey, TValue>([.. _children.Select(child => child.Receive(assembly))]),
    };
}
