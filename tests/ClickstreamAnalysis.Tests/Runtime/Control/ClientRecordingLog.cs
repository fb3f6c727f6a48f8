using System.Collections.Concurrent;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>A log that keeps the ids and sizes with which clients are opened.</summary>
internal sealed class ClientRecordingLog(IRecordLog inner) : IRecordLog
{
    private readonly ConcurrentDictionary<string, int> _open = [];
    private int _mostOpen;

    public string Description => inner.Description;

    public ILogAdmin Admin => inner.Admin;

    /// <summary>The instance ids of members, each once.</summary>
    public ConcurrentDictionary<string, int> Instances { get; } = [];

    public IEnumerable<string> InstanceIds => Instances.Keys;

    public ConcurrentDictionary<string, int> Transactions { get; } = [];

    public IEnumerable<string> TransactionalIds => Transactions.Keys;

    /// <summary>The most producers with one transactional id that were open at the same time.</summary>
    public int MostOpenAtOnce => _mostOpen;

    public long FirstQueueBytes { get; private set; }

    public long LastQueueBytes { get; private set; }

    public ILogConsumer CreateConsumer(LogConsumerOptions options)
    {
        if (options.InstanceId is { } instance)
        {
            Instances.TryAdd(instance, 0);
        }

        return inner.CreateConsumer(options);
    }

    public ILogProducer CreateProducer(LogProducerOptions options)
    {
        if (options.TransactionalId is not { } id)
        {
            return inner.CreateProducer(options);
        }

        Transactions.TryAdd(id, 0);
        if (FirstQueueBytes == 0)
        {
            FirstQueueBytes = options.QueueBytes;
        }

        if (id.EndsWith("-2", StringComparison.Ordinal))
        {
            LastQueueBytes = options.QueueBytes;
        }

        var open = _open.AddOrUpdate(id, 1, static (_, count) => count + 1);
        _mostOpen = Math.Max(_mostOpen, open);
        return new Producer(inner.CreateProducer(options), () => _open.AddOrUpdate(id, 0, static (_, count) => count - 1));
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Producer(ILogProducer inner, Action closed) : ILogProducer
    {
        public void InitTransactions(TimeSpan timeout) => inner.InitTransactions(timeout);

        public void BeginTransaction() => inner.BeginTransaction();

        public void Produce(in RawRecord record) => inner.Produce(in record);

        public void Flush(TimeSpan timeout) => inner.Flush(timeout);

        public void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout) =>
            inner.SendOffsets(offsets, group, timeout);

        public void CommitTransaction(TimeSpan timeout) => inner.CommitTransaction(timeout);

        public void AbortTransaction(TimeSpan timeout) => inner.AbortTransaction(timeout);

        public long LastOffset(TopicPartition partition) => inner.LastOffset(partition);

        public void Dispose()
        {
            inner.Dispose();
            closed();
        }
    }
}
