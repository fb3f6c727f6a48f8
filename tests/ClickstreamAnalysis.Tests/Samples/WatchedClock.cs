using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Samples;

/// <summary>Tells when somebody has begun to wait: only then does moving the clock wake him.</summary>
/// <param name="start">The initial time.</param>
/// <param name="watched">The due time of the timers that count; null for all.</param>
internal sealed class WatchedClock(DateTimeOffset start, TimeSpan? watched = null) : FakeTimeProvider(start)
{
    public SemaphoreSlim TimerStarted { get; } = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (watched is null || dueTime == watched)
        {
            TimerStarted.Release();
        }

        return timer;
    }
}
