using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log whose producers call a test before each record, which may throw what no log should throw.</summary>
internal sealed class WrittenThroughLog(IRecordLog inner, Action<string> beforeRecord) : IRecordLog
{
    public string Description => inner.Description;

    public ILogAdmin Admin => inner.Admin;

    public ILogConsumer CreateConsumer(LogConsumerOptions options) => inner.CreateConsumer(options);

    public ILogProducer CreateProducer(LogProducerOptions options) => new Producer(inner.CreateProducer(options), beforeRecord);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Producer(ILogProducer inner, Action<string> beforeRecord) : ILogProducer
    {
        public void InitTransactions(TimeSpan timeout) => inner.InitTransactions(timeout);

        public void BeginTransaction() => inner.BeginTransaction();

        public void Produce(in RawRecord record)
        {
            beforeRecord(record.Topic);
            inner.Produce(in record);
        }

        public void Flush(TimeSpan timeout) => inner.Flush(timeout);

        public void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout) =>
            inner.SendOffsets(offsets, group, timeout);

        public void CommitTransaction(TimeSpan timeout) => inner.CommitTransaction(timeout);

        public void AbortTransaction(TimeSpan timeout) => inner.AbortTransaction(timeout);

        public long LastOffset(TopicPartition partition) => inner.LastOffset(partition);

        public void Dispose() => inner.Dispose();
    }
}
