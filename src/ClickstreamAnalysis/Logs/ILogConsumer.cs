namespace ClickstreamAnalysis.Logs;

/// <summary>Reads partitions of a log. Not thread-safe: one thread owns it, and every callback runs inside <see cref="Poll"/>.</summary>
public interface ILogConsumer : IDisposable
{
    /// <summary>The partitions held now.</summary>
    IReadOnlyCollection<TopicPartition> Assignment { get; }

    /// <summary>Identifies this member for <see cref="ILogProducer.SendOffsets"/>; opaque, refresh before each use.</summary>
    ConsumerGroupMetadata GroupMetadata { get; }

    /// <summary>Joins the group and shares the partitions of these topics with its other members.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="listener">Told of every change, inside <see cref="Poll"/> or <see cref="IDisposable.Dispose"/>.</param>
    void Subscribe(IReadOnlyCollection<string> topics, IAssignmentListener listener);

    /// <summary>Reads exactly these partitions from exactly these offsets, outside any group's sharing. Replaces an earlier call.</summary>
    /// <param name="partitions">Where to start. An empty collection stops reading.</param>
    void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions);

    /// <summary>Hands over the records that are there, at most <see cref="LogConsumerOptions.MaxPollRecords"/>.</summary>
    /// <param name="timeout">How long to wait for the first record; zero does not wait.</param>
    /// <param name="handler">Gets each record, in order within a partition, before this call returns.</param>
    /// <returns>How many records were handed over.</returns>
    /// <exception cref="OffsetOutOfRangeException">A position is not in the log and the reset policy is to fail.</exception>
    /// <exception cref="InstanceFencedException">Another consumer has taken this one's place in the group.</exception>
    /// <exception cref="RecordLogException">Reading failed for good. Passing faults are retried inside.</exception>
    int Poll(TimeSpan timeout, IRawRecordHandler handler);

    /// <summary>Stops handing over records of these partitions; membership and assignment stay. Unknown partitions are ignored.</summary>
    /// <param name="partitions">The partitions.</param>
    void Pause(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Ends <see cref="Pause"/>.</summary>
    /// <param name="partitions">The partitions.</param>
    void Resume(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>The next record handed over of this partition will be the first at or after <paramref name="offset"/>.</summary>
    /// <param name="partition">An assigned partition.</param>
    /// <param name="offset">The offset.</param>
    void Seek(TopicPartition partition, long offset);

    /// <summary>
    /// One past the last record handed over, or where reading will start; null while that is not known yet. Once
    /// <see cref="IsAtEnd"/>, it is the end itself, past any transaction markers: equal to the end that
    /// <see cref="QueryOffsets"/> answers while nothing new is written and no transaction is open.
    /// </summary>
    /// <param name="partition">An assigned partition.</param>
    /// <returns>The offset, or null.</returns>
    long? Position(TopicPartition partition);

    /// <summary>
    /// Whether this consumer has read up to what it last knew to be the end, as seen by its isolation level. Offsets of
    /// transaction markers do not count as unread.
    /// </summary>
    /// <param name="partition">An assigned partition.</param>
    /// <returns>True when nothing readable is known to be left.</returns>
    bool IsAtEnd(TopicPartition partition);

    /// <summary>
    /// The end of a partition as far as this consumer has learned it by reading, so that nothing is asked and nothing waits; may
    /// be behind the end that <see cref="QueryOffsets"/> answers.
    /// </summary>
    /// <param name="partition">An assigned partition.</param>
    /// <returns>The offset, or null while nothing is known.</returns>
    long? KnownEnd(TopicPartition partition);

    /// <summary>Asks the log what a partition holds now, whatever this consumer's isolation level.</summary>
    /// <param name="partition">Any partition.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <returns>The range; its offsets are never negative.</returns>
    /// <exception cref="RecordLogUnavailableException">No answer in time, for example because the partition has no leader.</exception>
    /// <exception cref="RecordLogException">There is no such partition, or the request was refused.</exception>
    OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout);

    /// <summary>The group's committed offsets.</summary>
    /// <param name="partitions">The partitions asked for.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <returns>An entry for each partition that has one.</returns>
    /// <exception cref="RecordLogException">No answer in time.</exception>
    IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout);

    /// <summary>Commits offsets for the group, and waits for the answer.</summary>
    /// <param name="offsets">The next offset to read of each partition.</param>
    /// <exception cref="ProducerFencedException">This member is no longer the owner.</exception>
    /// <exception cref="RecordLogException">Not committed.</exception>
    void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets);

    /// <summary>
    /// Commits offsets for the group without waiting for the answer, if the log can. Waits for the answer of the call before, and
    /// throws what became of that; so does <see cref="Commit"/>.
    /// </summary>
    /// <param name="offsets">The next offset to read of each partition.</param>
    /// <exception cref="ProducerFencedException">This member is no longer the owner.</exception>
    /// <exception cref="RecordLogException">Not committed.</exception>
    void BeginCommit(IReadOnlyCollection<TopicPartitionOffset> offsets) => Commit(offsets);
}
