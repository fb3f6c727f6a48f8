using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A consumer that passes every call to another one, for logs that change one of them.</summary>
internal abstract class DelegatingConsumer(ILogConsumer inner) : ILogConsumer
{
    public IReadOnlyCollection<TopicPartition> Assignment => inner.Assignment;

    public ConsumerGroupMetadata GroupMetadata => inner.GroupMetadata;

    public void Subscribe(IReadOnlyCollection<string> topics, IAssignmentListener listener) => inner.Subscribe(topics, listener);

    public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions) => inner.Assign(partitions);

    public virtual int Poll(TimeSpan timeout, IRawRecordHandler handler) => inner.Poll(timeout, handler);

    public void Pause(IReadOnlyCollection<TopicPartition> partitions) => inner.Pause(partitions);

    public void Resume(IReadOnlyCollection<TopicPartition> partitions) => inner.Resume(partitions);

    public void Seek(TopicPartition partition, long offset) => inner.Seek(partition, offset);

    public long? Position(TopicPartition partition) => inner.Position(partition);

    public virtual bool IsAtEnd(TopicPartition partition) => inner.IsAtEnd(partition);

    public long? KnownEnd(TopicPartition partition) => inner.KnownEnd(partition);

    public OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout) => inner.QueryOffsets(partition, timeout);

    public virtual Task<long> QueryEndAsync(TopicPartition partition, TimeSpan timeout) => inner.QueryEndAsync(partition, timeout);

    public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout) =>
        inner.Committed(partitions, timeout);

    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets) => inner.Commit(offsets);

    public void BeginCommit(IReadOnlyCollection<TopicPartitionOffset> offsets) => inner.BeginCommit(offsets);

    public void Dispose() => inner.Dispose();
}
