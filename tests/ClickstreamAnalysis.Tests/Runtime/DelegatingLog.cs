using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log that passes every call to another one, for logs that change the consumers.</summary>
internal abstract class DelegatingLog(IRecordLog inner) : IRecordLog
{
    public string Description => inner.Description;

    public ILogAdmin Admin => inner.Admin;

    public virtual ILogConsumer CreateConsumer(LogConsumerOptions options) => inner.CreateConsumer(options);

    public ILogProducer CreateProducer(LogProducerOptions options) => inner.CreateProducer(options);

    public virtual ValueTask DisposeAsync() => inner.DisposeAsync();
}
