using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log whose consumers do not learn where one topic ends, as while its partitions have no leader.</summary>
internal sealed class EndlessLog(IRecordLog inner, string topic) : IRecordLog
{
    public bool HasEnds { get; set; }

    public string Description => inner.Description;

    public ILogAdmin Admin => inner.Admin;

    public ILogConsumer CreateConsumer(LogConsumerOptions options) => new Consumer(this, inner.CreateConsumer(options), topic);

    public ILogProducer CreateProducer(LogProducerOptions options) => inner.CreateProducer(options);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Consumer(EndlessLog log, ILogConsumer inner, string topic) : ILogConsumer
    {
        public IReadOnlyCollection<TopicPartition> Assignment => inner.Assignment;

        public ConsumerGroupMetadata GroupMetadata => inner.GroupMetadata;

        public void Subscribe(IReadOnlyCollection<string> topics, IAssignmentListener listener) => inner.Subscribe(topics, listener);

        public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions) => inner.Assign(partitions);

        public int Poll(TimeSpan timeout, IRawRecordHandler handler) => inner.Poll(timeout, handler);

        public void Pause(IReadOnlyCollection<TopicPartition> partitions) => inner.Pause(partitions);

        public void Resume(IReadOnlyCollection<TopicPartition> partitions) => inner.Resume(partitions);

        public void Seek(TopicPartition partition, long offset) => inner.Seek(partition, offset);

        public long? Position(TopicPartition partition) => inner.Position(partition);

        public bool IsAtEnd(TopicPartition partition) => (log.HasEnds || partition.Topic != topic) && inner.IsAtEnd(partition);

        public long? KnownEnd(TopicPartition partition) => inner.KnownEnd(partition);

        public OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout) => inner.QueryOffsets(partition, timeout);

        public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout) =>
            inner.Committed(partitions, timeout);

        public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets) => inner.Commit(offsets);

        public void BeginCommit(IReadOnlyCollection<TopicPartitionOffset> offsets) => inner.BeginCommit(offsets);

        public void Dispose() => inner.Dispose();
    }
}
