using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Hosting.Tests.Running;

/// <summary>A log that says when it is disposed first.</summary>
internal sealed class WatchedLog(IRecordLog log, Action disposed) : IRecordLog
{
    private bool _isDisposed;

    public string Description => log.Description;

    public ILogAdmin Admin => log.Admin;

    public ILogConsumer CreateConsumer(LogConsumerOptions options) => log.CreateConsumer(options);

    public ILogProducer CreateProducer(LogProducerOptions options) => log.CreateProducer(options);

    public ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            disposed();
        }

        return log.DisposeAsync();
    }
}
