namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>Measures the rate of long work, and decides when it is worth reporting.</summary>
/// <param name="kind">The work.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkMeter(WorkKind kind, TimeProvider time)
{
    // The weight of the last second in the average.
    private const double Weight = 0.3;

    private long _lastTicks;
    private long _lastDone;
    private double _perSecond;
    private int _samples;
    private DateTimeOffset _since;

    /// <summary>The work is in progress.</summary>
    public bool IsActive { get; private set; }

    /// <summary>How long the work has lasted.</summary>
    public TimeSpan Elapsed => IsActive ? time.GetUtcNow() - _since : TimeSpan.Zero;

    /// <summary>Begins the work, or continues it.</summary>
    public WorkProgress Advance(long done, long total, string? detail)
    {
        var now = time.GetTimestamp();
        if (!IsActive)
        {
            IsActive = true;
            (_lastTicks, _lastDone, _samples, _perSecond, _since) = (now, done, 0, 0, time.GetUtcNow());
        }

        var seconds = time.GetElapsedTime(_lastTicks, now).TotalSeconds;
        if (seconds > 0)
        {
            var rate = Math.Max(0, done - _lastDone) / seconds;
            _perSecond = _samples++ == 0 ? rate : _perSecond + (Weight * (rate - _perSecond));
            (_lastTicks, _lastDone) = (now, done);
        }

        return new WorkProgress(kind, done, Math.Max(done, total), _perSecond, _since, IsComplete: false, detail);
    }

    /// <summary>Ends the work.</summary>
    public WorkProgress End(long done, string? detail)
    {
        IsActive = false;
        return new WorkProgress(kind, done, done, _perSecond, _since, IsComplete: true, detail);
    }
}
