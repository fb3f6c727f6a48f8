namespace ClickstreamAnalysis.Logs;

/// <summary>Reads partitions of a log. Not thread-safe: one thread owns it, and every callback runs inside <see cref="Poll"/>.</summary>
public interface ILogConsumer : IDisposable
{
    /// <summary>The currently assigned partitions.</summary>
    IReadOnlyCollection<TopicPartition> Assignment { get; }

    /// <summary>Identifies this member for <see cref="ILogProducer.SendOffsets"/>. Opaque; read it again before each use.</summary>
    ConsumerGroupMetadata GroupMetadata { get; }

    /// <summary>Joins the group, which shares the partitions of these topics among its members.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="listener">Receives every assignment change, inside <see cref="Poll"/> or <see cref="IDisposable.Dispose"/>.</param>
    void Subscribe(IReadOnlyCollection<string> topics, IAssignmentListener listener);

    /// <summary>Reads exactly these partitions from exactly these offsets, without group assignment. Replaces an earlier call.</summary>
    /// <param name="partitions">The partitions and their start offsets. An empty collection stops reading.</param>
    void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions);

    /// <summary>Delivers the available records, at most <see cref="LogConsumerOptions.MaxPollRecords"/>.</summary>
    /// <param name="timeout">How long to wait for the first record; zero does not wait.</param>
    /// <param name="handler">Receives each record, in order within a partition, before this call returns.</param>
    /// <returns>The number of records delivered.</returns>
    /// <exception cref="OffsetOutOfRangeException">A position is not in the log and the reset policy is <see cref="OffsetReset.Fail"/>.</exception>
    /// <exception cref="InstanceFencedException">Another consumer has replaced this one in the group.</exception>
    /// <exception cref="RecordLogException">Reading failed permanently. Transient errors are retried internally.</exception>
    int Poll(TimeSpan timeout, IRawRecordHandler handler);

    /// <summary>Stops delivering records of these partitions; membership and assignment are unchanged. Unknown partitions are ignored.</summary>
    /// <param name="partitions">The partitions.</param>
    void Pause(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Resumes partitions stopped by <see cref="Pause"/>.</summary>
    /// <param name="partitions">The partitions.</param>
    void Resume(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Continues this partition with the first record at or after <paramref name="offset"/>.</summary>
    /// <param name="partition">An assigned partition.</param>
    /// <param name="offset">The offset.</param>
    void Seek(TopicPartition partition, long offset);

    /// <summary>
    /// One past the last record delivered, or the offset where reading will start; null while that is not known yet. Once
    /// <see cref="IsAtEnd"/> is true, it is the end itself, past any transaction markers, and equals the end that
    /// <see cref="QueryOffsets"/> returns while nothing new is written and no transaction is open.
    /// </summary>
    /// <param name="partition">An assigned partition.</param>
    /// <returns>The offset, or null.</returns>
    long? Position(TopicPartition partition);

    /// <summary>
    /// Whether this consumer has read up to the last end it knew of, as seen by its isolation level. Offsets of
    /// transaction markers do not count as unread.
    /// </summary>
    /// <param name="partition">An assigned partition.</param>
    /// <returns>True when no unread record is known.</returns>
    bool IsAtEnd(TopicPartition partition);

    /// <summary>
    /// The end of a partition as last learned by reading. Sends no request and does not wait, so it may be behind the end that
    /// <see cref="QueryOffsets"/> returns.
    /// </summary>
    /// <param name="partition">An assigned partition.</param>
    /// <returns>The offset, or null while it is not known.</returns>
    long? KnownEnd(TopicPartition partition);

    /// <summary>Queries the current start and end of a partition, regardless of this consumer's isolation level.</summary>
    /// <param name="partition">Any partition.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <returns>The range; its offsets are never negative.</returns>
    /// <exception cref="RecordLogUnavailableException">The log did not answer in time, for example because the partition has no leader.</exception>
    /// <exception cref="RecordLogException">The partition does not exist, or the request was refused.</exception>
    OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout);

    /// <summary>
    /// Queries the current end of a partition, as <see cref="QueryOffsets"/> does, without blocking the caller. Reading alone does not tell a
    /// partition without new records from one whose leader is gone.
    /// </summary>
    /// <param name="partition">Any partition.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <returns>A task with one past the last offset of the partition. It may complete after the consumer is disposed.</returns>
    /// <exception cref="RecordLogUnavailableException">The log did not answer in time, for example because the partition has no leader.</exception>
    /// <exception cref="RecordLogException">The partition does not exist, or the request was refused.</exception>
    Task<long> QueryEndAsync(TopicPartition partition, TimeSpan timeout);

    /// <summary>Reads the group's committed offsets.</summary>
    /// <param name="partitions">The partitions to look up.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <returns>An entry for each partition that has a committed offset.</returns>
    /// <exception cref="RecordLogException">The log did not answer in time.</exception>
    IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout);

    /// <summary>Commits offsets for the group and waits for the answer.</summary>
    /// <param name="offsets">The next offset to read of each partition.</param>
    /// <exception cref="ProducerFencedException">This member no longer owns the partitions.</exception>
    /// <exception cref="RecordLogException">The offsets were not committed.</exception>
    void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets);

    /// <summary>
    /// Commits offsets for the group without waiting for the answer, if the log supports that. First waits for the answer to the
    /// previous call and throws if that commit failed; <see cref="Commit"/> does the same.
    /// </summary>
    /// <param name="offsets">The next offset to read of each partition.</param>
    /// <exception cref="ProducerFencedException">This member no longer owns the partitions.</exception>
    /// <exception cref="RecordLogException">The offsets were not committed.</exception>
    void BeginCommit(IReadOnlyCollection<TopicPartitionOffset> offsets) => Commit(offsets);
}
