using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>
/// A log whose members of groups are suspended in a poll: the clock advances, and the first polls after it return nothing and know no newer
/// ends, because the answer of a broker takes a while.
/// </summary>
internal sealed class SuspendedLog(IRecordLog inner, FakeTimeProvider clock) : DelegatingLog(inner)
{
    private const int PollsUntilTheAnswer = 20;

    private readonly FakeTimeProvider _clock = clock;
    private Suspension? _requested;

    /// <summary>Suspends the application in its next poll; completes when it has heard of its records again.</summary>
    /// <param name="length">How long.</param>
    /// <param name="meanwhile">What happens meanwhile.</param>
    public Task SuspendAsync(TimeSpan length, Action meanwhile)
    {
        var suspension = new Suspension(length, meanwhile, new TaskCompletionSource());
        Volatile.Write(ref _requested, suspension);
        return suspension.End.Task;
    }

    public override ILogConsumer CreateConsumer(LogConsumerOptions options) =>
        options.GroupId is null ? base.CreateConsumer(options) : new Consumer(this, base.CreateConsumer(options));

    private sealed record Suspension(TimeSpan Length, Action Meanwhile, TaskCompletionSource End);

    private sealed class Consumer(SuspendedLog log, ILogConsumer inner) : DelegatingConsumer(inner)
    {
        private Suspension? _suspension;
        private int _polls;

        public override int Poll(TimeSpan timeout, IRawRecordHandler handler)
        {
            if (_suspension is null && Interlocked.Exchange(ref log._requested, null) is { } requested)
            {
                requested.Meanwhile();
                log._clock.Advance(requested.Length);
                _suspension = requested;
            }

            if (_suspension is null)
            {
                return base.Poll(timeout, handler);
            }

            if (++_polls < PollsUntilTheAnswer)
            {
                return 0;
            }

            _suspension.End.SetResult();
            (_suspension, _polls) = (null, 0);
            return base.Poll(timeout, handler);
        }

        public override bool IsAtEnd(TopicPartition partition) => _suspension is not null || base.IsAtEnd(partition);
    }
}
