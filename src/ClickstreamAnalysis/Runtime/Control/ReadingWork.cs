namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>Reading what has accumulated in the inputs: a catch-up or a drain.</summary>
internal sealed class ReadingWork(WorkKind kind, TimeProvider time)
{
    private readonly WorkMeter _meter = new(kind, time);
    private long _done;

    /// <inheritdoc cref="WorkMeter.Elapsed"/>
    public TimeSpan Elapsed => _meter.Elapsed;

    /// <summary>The work is in progress.</summary>
    public bool IsActive => _meter.IsActive;

    /// <summary>Continues the work.</summary>
    /// <param name="read">Offsets read since the last call.</param>
    /// <param name="lag">Offsets left.</param>
    /// <param name="detail">More about it.</param>
    public WorkProgress Advance(long read, long lag, string? detail)
    {
        _done = _meter.IsActive ? _done + read : 0;
        return _meter.Advance(_done, _done + lag, detail);
    }

    /// <summary>Ends the work.</summary>
    public WorkProgress End(string? detail) => _meter.End(_done, detail);
}
