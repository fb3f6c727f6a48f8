using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>The topology as a graph: topics, sources, operators, stores and sinks, with what flows from topics.</summary>
internal static class PictureTopology
{
    /// <summary>The name of the counter of a topic's committed offsets.</summary>
    public static string Counter(string topic) => $"topic {topic}";

    public static TopologyPicture Of(Topology topology, IReadOnlyList<InstancePart> parts, Func<string, double?> perSecond)
    {
        var inputs = parts.SelectMany(static part => part.Instance.Tasks).SelectMany(static task => task.Inputs).ToArray();
        var (nodes, edges) = (new Dictionary<string, PictureNode>(), new List<PictureEdge>());
        foreach (var node in topology.Nodes)
        {
            var id = $"node {node.Name}";
            nodes[id] = new PictureNode(id, node.Name, node.Kind is "source" or "sink" ? node.Kind : "operator", node.SubTopology);
            edges.AddRange(node.Successors.Select(next => new PictureEdge(id, $"node {next}", null, null)));
            foreach (var store in node.Stores)
            {
                nodes.TryAdd($"store {store.Name}", new PictureNode($"store {store.Name}", store.Name, "store", node.SubTopology));
                edges.Add(new PictureEdge(id, $"store {store.Name}", null, null));
            }

            if (node.Topic is { } topic)
            {
                // The topic of a repartition is named with the application id in front of it.
                var mine = inputs.Where(input => input.Topic == topic || (node.IsInternal && input.Topic.EndsWith($"-{topic}", StringComparison.Ordinal))).ToArray();
                nodes.TryAdd($"topic {topic}", new PictureNode($"topic {topic}", topic, "topic", node.SubTopology));
                edges.Add(node.Kind == "source"
                    ? new PictureEdge($"topic {topic}", id, mine.Length > 0 ? perSecond(Counter(mine[0].Topic)) : null, mine.Sum(static input => input.Lag))
                    : new PictureEdge(id, $"topic {topic}", null, null));
            }
        }

        return new TopologyPicture([.. nodes.Values], edges);
    }
}
