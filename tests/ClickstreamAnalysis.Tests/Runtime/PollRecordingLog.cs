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

    private sealed class Consumer(PollRecordingLog log, ILogConsumer inner) : DelegatingConsumer(inner)
    {
        private bool _hasPolled;

        public override int Poll(TimeSpan timeout, IRawRecordHandler handler)
        {
            log._released.Wait();
            var records = base.Poll(timeout, handler);
            if (_hasPolled)
            {
                log.Polls.Enqueue((timeout, records));
            }

            _hasPolled = true;
            return records;
        }
    }
}
