namespace ClickstreamAnalysis.Logs;

/// <summary>Receives assignment changes. Always called on the consumer's thread, inside a poll or while the consumer closes.</summary>
public interface IAssignmentListener
{
    /// <summary>
    /// Partitions were assigned in addition to those already held. Reading starts at the committed offset, or as
    /// <see cref="LogConsumerOptions.OffsetReset"/> says, unless <see cref="ILogConsumer.Seek"/> is called here or later.
    /// <see cref="ILogConsumer.Pause"/> may be called here; with <see cref="OffsetReset.Fail"/>, the committed offset of a paused
    /// partition is looked up only when the partition is resumed without a seek.
    /// </summary>
    /// <param name="partitions">The newly assigned partitions.</param>
    void OnAssigned(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Partitions are being revoked. They are still held during the call, so commit their offsets now.</summary>
    /// <param name="partitions">The revoked partitions.</param>
    void OnRevoked(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Partitions were lost some time ago: another member may own them, so their offsets can no longer be committed.</summary>
    /// <param name="partitions">The lost partitions.</param>
    void OnLost(IReadOnlyCollection<TopicPartition> partitions);
}
