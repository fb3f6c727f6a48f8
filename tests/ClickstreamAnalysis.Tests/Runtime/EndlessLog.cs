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

    private sealed class Consumer(EndlessLog log, ILogConsumer inner, string topic) : DelegatingConsumer(inner)
    {
        public override bool IsAtEnd(TopicPartition partition) => (log.HasEnds || partition.Topic != topic) && base.IsAtEnd(partition);
    }
}
