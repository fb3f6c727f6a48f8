using System.Text;

namespace ClickstreamAnalysis.Topologies;

/// <summary>Writes a topology as text.</summary>
internal static class TopologyText
{
    public static string Write(Topology topology)
    {
        var text = new StringBuilder("Topology");
        foreach (var sub in topology.SubTopologies)
        {
            text.AppendLine().Append($"  Sub-topology {sub.Id}");
            foreach (var node in sub.Nodes)
            {
                text.AppendLine().Append($"    {node.Kind} {node.Name}");
                text.Append(node switch
                {
                    SourceNode source => $" (topic {TopicName(source.Topic, source.IsInternal)})",
                    ISink sink => $" (topic {TopicName(sink.Topic.Name, sink.Topic.IsInternal)})",
                    _ => "",
                });

                var stores = node.Stores.Select(store => store.Name).Concat(node.StoreNames).ToArray();
                if (stores.Length > 0)
                {
                    text.Append($" (stores {string.Join(", ", stores)})");
                }

                foreach (var port in node.Ports.Where(port => port.Children.Any()))
                {
                    var label = port.Label.Length == 0 ? "" : $" [{port.Label}]";
                    text.AppendLine().Append($"      -->{label} {string.Join(", ", port.Children.Select(child => child.Name))}");
                }
            }
        }

        return text.ToString();
    }

    public static string TopicName(string name, bool isInternal) => isInternal ? $"<application>-{name}" : name;
}
