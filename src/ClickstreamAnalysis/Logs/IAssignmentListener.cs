namespace ClickstreamAnalysis.Logs;

/// <summary>Told when partitions come and go. Always called on the consumer's thread, inside a poll or while it closes.</summary>
public interface IAssignmentListener
{
    /// <summary>
    /// These partitions came in addition to those held. Reading starts at the committed offset, or by
    /// <see cref="LogConsumerOptions.OffsetReset"/>, unless <see cref="ILogConsumer.Seek"/> is called here or later.
    /// <see cref="ILogConsumer.Pause"/> may be called here; with <see cref="OffsetReset.Fail"/>, nothing is looked up for a paused
    /// partition before it is resumed without a seek.
    /// </summary>
    /// <param name="partitions">The new partitions.</param>
    void OnAssigned(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>These partitions go, and are still held during the call: commit what belongs to them now.</summary>
    /// <param name="partitions">The partitions that go.</param>
    void OnRevoked(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>These partitions went some time ago: another member may own them, nothing can be committed.</summary>
    /// <param name="partitions">The partitions that went.</param>
    void OnLost(IReadOnlyCollection<TopicPartition> partitions);
}
