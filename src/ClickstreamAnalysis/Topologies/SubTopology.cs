using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>Nodes that are connected without a topic in between. A task runs a sub-topology for one partition.</summary>
internal sealed class SubTopology
{
    private SubTopology(int id, IReadOnlyList<GraphNode> nodes, IReadOnlyList<StoreBuilder> stores)
    {
        Id = id;
        Nodes = nodes;
        Stores = stores;
        Sources = nodes.OfType<SourceNode>().ToArray();
        Sinks = nodes.OfType<ISink>().ToArray();
    }

    public int Id { get; }

    public IReadOnlyList<GraphNode> Nodes { get; }

    public IReadOnlyList<SourceNode> Sources { get; }

    public IReadOnlyList<ISink> Sinks { get; }

    public IReadOnlyList<StoreBuilder> Stores { get; }

    /// <summary>How far the records of this topic may be behind stream time: the maximum over all paths from the sources.</summary>
    public OutputDelay DelayOf(OutputTopic topic)
    {
        var delays = Delays();
        return Sinks.Where(sink => sink.Topic == topic).Select(sink => delays[(GraphNode)sink]).Aggregate(default(OutputDelay), (most, delay) => most.Or(delay));
    }

    /// <summary>How far the records that a node receives may be behind stream time: the maximum over all paths from the sources.</summary>
    public OutputDelay DelayBefore(GraphNode node) => Delays()[node];

    private Dictionary<GraphNode, OutputDelay> Delays()
    {
        // Nodes are in the order in which they were added, so parents precede children.
        var delays = Nodes.ToDictionary(node => node, _ => default(OutputDelay));
        foreach (var node in Nodes)
        {
            foreach (var port in node.Ports)
            {
                foreach (var child in port.Children)
                {
                    delays[child] = delays[child].Or(delays[node] + port.Delay);
                }
            }
        }

        return delays;
    }

    /// <summary>Groups nodes that are connected by edges or shared stores; sub-topologies are numbered in order of their first node.</summary>
    public static IReadOnlyList<SubTopology> Split(IReadOnlyList<GraphNode> nodes, IReadOnlyList<StoreBuilder> shared)
    {
        var group = nodes.ToDictionary(node => node, node => node);
        GraphNode Root(GraphNode node) => group[node] == node ? node : group[node] = Root(group[node]);

        var firstUser = new Dictionary<string, GraphNode>();
        foreach (var node in nodes)
        {
            foreach (var child in node.Ports.SelectMany(port => port.Children))
            {
                group[Root(child)] = Root(node);
            }

            foreach (var store in node.StoreNames)
            {
                group[Root(node)] = Root(firstUser.TryAdd(store, node) ? node : firstUser[store]);
            }
        }

        return nodes.GroupBy(Root)
            .Select((members, id) => new SubTopology(id, [.. members], StoresOf([.. members], shared)))
            .ToArray();
    }

    private static StoreBuilder[] StoresOf(IReadOnlyList<GraphNode> nodes, IReadOnlyList<StoreBuilder> shared)
    {
        var used = nodes.SelectMany(node => node.StoreNames).ToHashSet();
        return [.. nodes.SelectMany(node => node.Stores), .. shared.Where(store => used.Contains(store.Name))];
    }
}
