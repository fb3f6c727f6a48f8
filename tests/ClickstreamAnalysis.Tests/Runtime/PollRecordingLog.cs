using System.Collections.Concurrent;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log that records how long the members of groups wait for records, and holds back their first poll.</summary>
internal sealed class PollRecordingLog(IRecordLog inner) : IRecordLog
{
    private readonly ManualResetEventSlim _released = new();

    /// <summary>The timeouts of the polls, without the first, with the number of records that they returned.</summary>
    public ConcurrentQueue<(TimeSpan Timeout, int Records)> Polls { get; } = [];

    public string Description => inner.Description;

    public ILogAdmin Admin => inner.Admin;

    /// <summary>Lets the first poll begin.</summary>
    public void Release() => _released.Set();

    public ILogConsumer CreateConsumer(LogConsumerOptions options) =>
        options.GroupId is null ? inner.CreateConsumer(options) : new Consumer(this, inner.CreateConsumer(options));

    public ILogProducer CreateProducer(LogProducerOptions options) => inner.CreateProducer(options);

    public ValueTask DisposeAsync()
    {
        _released.Dispose();
        return inner.DisposeAsync();
    }

    private sealed class Consumer(PollRecordingLog log, ILogConsumer inner) : ILogConsumer
    {
        private bool _hasPolled;

        public IReadOnlyCollection<TopicPartition> Assignment => inner.Assignment;

        public ConsumerGroupMetadata GroupMetadata => inner.GroupMetadata;

        public int Poll(TimeSpan timeout, IRawRecordHandler handler)
        {
            log._released.Wait();
            var records = inner.Poll(timeout, handler);
            if (_hasPolled)
            {
                log.Polls.Enqueue((timeout, records));
            }

            _hasPolled = true;
            return records;
        }

        public void Subscribe(IReadOnlyCollection<string> topics, IAssignmentListener listener) => inner.Subscribe(topics, listener);

        public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions) => inner.Assign(partitions);

        public void Pause(IReadOnlyCollection<TopicPartition> partitions) => inner.Pause(partitions);

        public void Resume(IReadOnlyCollection<TopicPartition> partitions) => inner.Resume(partitions);

        public void Seek(TopicPartition partition, long offset) => inner.Seek(partition, offset);

        public long? Position(TopicPartition partition) => inner.Position(partition);

        public bool IsAtEnd(TopicPartition partition) => inner.IsAtEnd(partition);

        public long? KnownEnd(TopicPartition partition) => inner.KnownEnd(partition);

        public OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout) => inner.QueryOffsets(partition, timeout);

        public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout) => inner.Committed(partitions, timeout);

        public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets) => inner.Commit(offsets);

        public void BeginCommit(IReadOnlyCollection<TopicPartitionOffset> offsets) => inner.BeginCommit(offsets);

        public void Dispose() => inner.Dispose();
    }
}
