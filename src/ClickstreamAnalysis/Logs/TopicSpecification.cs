namespace ClickstreamAnalysis;

/// <summary>A topic to create.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">The number of partitions; at least 1.</param>
public sealed record TopicSpecification(string Name, int Partitions)
{
    /// <summary>Whether to keep only the newest value of each key, forever, as for a changelog. Default false.</summary>
    public bool Compacted { get; init; }

    /// <summary>
    /// How long records are kept, measured from their timestamps; null keeps them forever. Default null, because a replay writes records
    /// with old event times, which a broker with a limit deletes as soon as they are written.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>
    /// The maximum bytes of key, value and headers of one record, before compression; null uses the log's limit. Default null. On Kafka
    /// this sets the topic's <c>max.message.bytes</c>, plus 256 bytes for protocol overhead.
    /// </summary>
    public int? MaxRecordBytes { get; init; }

    /// <summary>The number of replicas; null uses the broker's default. Default null.</summary>
    public short? ReplicationFactor { get; init; }
}
