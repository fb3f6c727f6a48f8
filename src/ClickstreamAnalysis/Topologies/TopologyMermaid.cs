using System.Text;

namespace ClickstreamAnalysis.Topologies;

/// <summary>Writes a topology as a Mermaid flow chart: topics as pipes, stores as cylinders, sub-topologies as frames.</summary>
internal static class TopologyMermaid
{
    public static string Write(Topology topology)
    {
        var chart = new StringBuilder("flowchart LR");
        var ids = new Dictionary<object, string>();
        string Id(object of) => ids.TryGetValue(of, out var id) ? id : ids[of] = $"n{ids.Count}";

        var topics = new HashSet<string>();
        string Topic(string name)
        {
            if (topics.Add(name))
            {
                chart.AppendLine().Append($"  {Id(name)}[/\"{Escape(name)}\"/]");
            }

            return Id(name);
        }

        foreach (var sub in topology.SubTopologies)
        {
            chart.AppendLine().Append($"  subgraph s{sub.Id}[\"sub-topology {sub.Id}\"]");
            foreach (var node in sub.Nodes)
            {
                chart.AppendLine().Append($"    {Id(node)}[\"{Escape(node.Name)}\"]");
                foreach (var store in node.Stores.Select(store => store.Name).Concat(node.StoreNames))
                {
                    chart.AppendLine().Append($"    {Id(("store", store))}[(\"{Escape(store)}\")] --- {Id(node)}");
                }
            }

            chart.AppendLine().Append("  end");
        }

        foreach (var node in topology.SubTopologies.SelectMany(sub => sub.Nodes))
        {
            if (node is SourceNode source)
            {
                var topic = Topic(TopologyText.TopicName(source.Topic, source.IsInternal));
                chart.AppendLine().Append($"  {topic} --> {Id(node)}");
            }

            foreach (var port in node.Ports)
            {
                var label = port.Label.Length == 0 ? "" : $"|{Escape(port.Label)}|";
                foreach (var child in port.Children)
                {
                    chart.AppendLine().Append($"  {Id(node)} -->{label} {Id(child)}");
                }
            }

            if (node is ISink sink)
            {
                var topic = Topic(TopologyText.TopicName(sink.Topic.Name, sink.Topic.IsInternal));
                chart.AppendLine().Append($"  {Id(node)} --> {topic}");
            }
        }

        return chart.ToString();
    }

    private static string Escape(string text) => text.Replace("\"", "#quot;", StringComparison.Ordinal).Replace("<", "#lt;", StringComparison.Ordinal);
}
