using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log whose consumers do not learn where one topic ends, as while its partitions have no leader.</summary>
internal sealed class EndlessLog(IRecordLog inner, string topic) : DelegatingLog(inner)
{
    public bool HasEnds { get; set; }

    public override ILogConsumer CreateConsumer(LogConsumerOptions options) => new Consumer(this, base.CreateConsumer(options), topic);

    private sealed class Consumer(EndlessLog log, ILogConsumer inner, string topic) : DelegatingConsumer(inner)
    {
        public override bool IsAtEnd(TopicPartition partition) => (log.HasEnds || partition.Topic != topic) && base.IsAtEnd(partition);
    }
}
