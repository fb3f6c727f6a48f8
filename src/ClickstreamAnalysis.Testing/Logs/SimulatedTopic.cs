namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>A topic and its partitions.</summary>
internal sealed class SimulatedTopic(TopicSpecification specification)
{
    public TopicSpecification Specification { get; } = specification;

    /// <summary>The maximum size of a record in bytes: key and value; null for the limit of the log.</summary>
    public int? MaxRecordBytes { get; set; } = specification.MaxRecordBytes;

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public SimulatedPartition[] Partitions { get; } =
        [.. Enumerable.Range(0, specification.Partitions).Select(p => new SimulatedPartition(new TopicPartition(specification.Name, p)))];
}
