namespace ClickstreamAnalysis.Processing.Repartitioning;

/// <summary>
/// The stream time of a task with several upstreams: the lowest of theirs. An upstream is an input partition that is not internal, or a task
/// that writes an internal input.
/// </summary>
/// <remarks>
/// Quiet upstreams are ignored. When all are quiet, stream time is the highest of theirs. It does not start before every upstream has
/// reported a time.
/// </remarks>
internal sealed class UpstreamTimes
{
    private readonly TaskClock _clock;
    private readonly long[] _timesMs;
    private readonly bool[] _isQuiet;
    private readonly long[] _heardMs;
    private long _leastMs = TaskClock.NotStarted;

    /// <param name="clock">The task's clock, which is advanced.</param>
    /// <param name="count">The number of upstreams.</param>
    public UpstreamTimes(TaskClock clock, int count)
    {
        _clock = clock;
        _timesMs = new long[count];
        _timesMs.AsSpan().Fill(TaskClock.NotStarted);
        _isQuiet = new bool[count];
        _heardMs = new long[count];
    }

    /// <summary>Takes the report of an upstream. An earlier time is ignored: after a failure, records and their times are sent again.</summary>
    /// <param name="upstream">The number of the upstream.</param>
    /// <param name="streamTimeMs">Its stream time.</param>
    /// <param name="isQuiet">It has read its inputs to their ends, and nothing has arrived for a while.</param>
    /// <param name="nowMs">The time on the thread's clock.</param>
    public void Report(int upstream, long streamTimeMs, bool isQuiet, long nowMs)
    {
        _heardMs[upstream] = nowMs;
        var before = _timesMs[upstream];
        if (streamTimeMs > before)
        {
            _timesMs[upstream] = streamTimeMs;
        }
        else if (_isQuiet[upstream] == isQuiet)
        {
            return;
        }

        // The lowest time changes only with the upstream that holds it back, so the scan is rare.
        if (isQuiet || _isQuiet[upstream] || before <= _leastMs)
        {
            _isQuiet[upstream] = isQuiet;
            FindLeast();
        }
    }

    /// <summary>Ignores an upstream until its next report; false when it is ignored already.</summary>
    public bool LeaveOut(int upstream)
    {
        if (_isQuiet[upstream])
        {
            return false;
        }

        _isQuiet[upstream] = true;
        FindLeast();
        return true;
    }

    /// <summary>Whether all upstreams of a range are quiet.</summary>
    public bool AreQuiet(int first, int count) => !_isQuiet.AsSpan(first, count).Contains(false);

    /// <summary>Starts to wait for all upstreams.</summary>
    public void StartWaiting(long nowMs) => _heardMs.AsSpan().Fill(nowMs);

    /// <summary>Does not count a pause as silence.</summary>
    public void SkipPause(long nowMs, long pausedMs)
    {
        foreach (ref var heardMs in _heardMs.AsSpan())
        {
            heardMs = Math.Min(nowMs, heardMs + pausedMs);
        }
    }

    /// <summary>Finds an upstream of a range that holds stream time back and last reported at <paramref name="sinceMs"/> or before; -1 for none.</summary>
    public int FindSilent(int first, int count, long sinceMs)
    {
        for (var i = first; i < first + count; i++)
        {
            if (!_isQuiet[i] && _timesMs[i] == _leastMs && _heardMs[i] <= sinceMs)
            {
                return i;
            }
        }

        return -1;
    }

    public long HeardMs(int upstream) => _heardMs[upstream];

    private void FindLeast()
    {
        var least = long.MaxValue;
        var highest = TaskClock.NotStarted;
        for (var i = 0; i < _timesMs.Length; i++)
        {
            highest = Math.Max(highest, _timesMs[i]);
            least = _isQuiet[i] ? least : Math.Min(least, _timesMs[i]);
        }

        _leastMs = least == long.MaxValue ? highest : least;
        _clock.Advance(_leastMs);
    }
}
