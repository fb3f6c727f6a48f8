using System.Collections.Concurrent;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log that records how long the members of groups wait for records, and holds back their first poll.</summary>
internal sealed class PollRecordingLog(IRecordLog inner) : DelegatingLog(inner)
{
    private readonly ManualResetEventSlim _released = new();

    /// <summary>The timeouts of the polls, without the first, with the number of records that they returned.</summary>
    public ConcurrentQueue<(TimeSpan Timeout, int Records)> Polls { get; } = [];

    /// <summary>Lets the first poll begin.</summary>
    public void Release() => _released.Set();

    public override ILogConsumer CreateConsumer(LogConsumerOptions options) =>
        options.GroupId is null ? base.CreateConsumer(options) : new Consumer(this, base.CreateConsumer(options));

    public override ValueTask DisposeAsync()
    {
        _released.Dispose();
        return base.DisposeAsync();
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
