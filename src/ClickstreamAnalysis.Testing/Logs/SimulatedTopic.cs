using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>A topic and its partitions.</summary>
internal sealed class SimulatedTopic(TopicSpecification specification)
{
    public TopicSpecification Specification { get; } = specification;

    public SimulatedPartition[] Partitions { get; } =
        [.. Enumerable.Range(0, specification.Partitions).Select(p => new SimulatedPartition(new TopicPartition(specification.Name, p)))];
}
