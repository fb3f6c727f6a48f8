namespace ClickstreamAnalysis;

/// <summary>A topic as it should be made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions; at least 1.</param>
public sealed record TopicSpecification(string Name, int Partitions)
{
    /// <summary>Keep the newest value of each key only, for ever (a changelog). Default false.</summary>
    public bool Compacted { get; init; }

    /// <summary>
    /// How long records are kept by their timestamps; null for ever. Default null, because event times of a replay are old:
    /// with a limit, a broker deletes them as soon as they are written.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>
    /// The most bytes of key, value and headers of one record, before compression; null leaves it to the log. Default null. On Kafka it
    /// becomes the topic's <c>max.message.bytes</c>, with 256 bytes more for what the protocol adds.
    /// </summary>
    public int? MaxRecordBytes { get; init; }

    /// <summary>How many copies; null leaves it to the broker. Default null.</summary>
    public short? ReplicationFactor { get; init; }
}
