namespace ClickstreamAnalysis.AspNetCore.Tests.Events;

/// <summary>A clock whose timers go off many times as often.</summary>
internal sealed class HurriedTimeProvider(int factor) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Hurry(dueTime), Hurry(period));

    private TimeSpan Hurry(TimeSpan time) => time > TimeSpan.Zero ? time / factor : time;
}
