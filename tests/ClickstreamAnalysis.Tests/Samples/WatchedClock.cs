using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Samples;

/// <summary>Tells when somebody has begun to wait: only then does moving the clock wake him.</summary>
internal sealed class WatchedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public SemaphoreSlim TimerStarted { get; } = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        TimerStarted.Release();
        return timer;
    }
}
