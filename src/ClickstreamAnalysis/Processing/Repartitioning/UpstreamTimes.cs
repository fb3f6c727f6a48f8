namespace ClickstreamAnalysis.Processing.Repartitioning;

/// <summary>
/// The stream time of a task with several upstreams: the least of theirs. An upstream is a partition of an outside topic that the
/// task reads, or a task that writes to a repartition topic that it reads.
/// </summary>
/// <remarks>
/// An upstream that is quiet is left out. When all are quiet nothing holds stream time back, and it is the highest of theirs. An
/// upstream that has not told its time yet is waited for.
/// </remarks>
internal sealed class UpstreamTimes
{
    private readonly TaskClock _clock;
    private readonly long[] _timesMs;
    private readonly bool[] _isQuiet;
    private readonly long[] _heardMs;
    private long _leastMs = TaskClock.NotStarted;

    /// <param name="clock">The task's clock; it is moved.</param>
    /// <param name="count">How many upstreams.</param>
    public UpstreamTimes(TaskClock clock, int count)
    {
        _clock = clock;
        _timesMs = new long[count];
        _timesMs.AsSpan().Fill(TaskClock.NotStarted);
        _isQuiet = new bool[count];
        _heardMs = new long[count];
    }

    /// <summary>Takes what an upstream has told. Its time never goes back: what is sent again after a failure is told again, too.</summary>
    /// <param name="upstream">The number of the upstream.</param>
    /// <param name="streamTimeMs">Its stream time.</param>
    /// <param name="isQuiet">It has read its inputs to their end and got nothing for a while.</param>
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

        // While another upstream holds stream time back, nothing changes; so the scan is rare.
        if (isQuiet || _isQuiet[upstream] || before <= _leastMs)
        {
            _isQuiet[upstream] = isQuiet;
            FindLeast();
        }
    }

    /// <summary>Leaves an upstream out until it is heard again; false when it is left out already.</summary>
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

    /// <summary>The upstream of a range that holds stream time back and was last heard at <paramref name="sinceMs"/> or before; -1 for none.</summary>
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
