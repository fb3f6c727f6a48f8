namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The punctuations of a task.</summary>
internal sealed class Punctuations(TaskClock clock)
{
    private readonly List<Punctuation> _all = [];
    private readonly List<(string Name, Punctuation Punctuation)> _streamTime = [];
    private readonly Dictionary<string, long> _restored = [];

    /// <summary>The earliest stream time at which something is due; compared with stream time after each record.</summary>
    public long NextStreamTimeMs { get; private set; } = long.MaxValue;

    /// <summary>Writes the anchors of punctuations on stream time into a checkpoint.</summary>
    public void Store(Dictionary<string, long> anchors)
    {
        foreach (var (name, punctuation) in _streamTime)
        {
            if (punctuation.AnchorMs is { } anchorMs)
            {
                anchors[name] = anchorMs;
            }
        }
    }

    /// <summary>Takes anchors that were stored with the state.</summary>
    public void Restore(IEnumerable<KeyValuePair<string, long>> anchors)
    {
        foreach (var (name, anchorMs) in anchors)
        {
            _restored[name] = anchorMs;
        }
    }

    public void Add(string nodeName, Punctuation punctuation)
    {
        _all.Add(punctuation);
        if (punctuation.Type == PunctuationType.WallClockTime)
        {
            return;
        }

        // A node's punctuations are told apart by the order in which it asks for them.
        var number = _streamTime.Count(named => named.Name.StartsWith($"{nodeName}#", StringComparison.Ordinal));
        var name = $"{nodeName}#{number}";
        _streamTime.Add((name, punctuation));
        if (_restored.Remove(name, out var anchorMs))
        {
            punctuation.Start(anchorMs, clock.StreamTimeMs);
        }
        else if (clock.StreamTimeMs != TaskClock.NotStarted)
        {
            punctuation.Start(clock.StreamTimeMs, clock.StreamTimeMs);
        }

        FindNext();
    }

    /// <summary>Calls what is due on stream time. More stream time may be due afterwards only when time moves on.</summary>
    public bool FireStreamTime() => Fire(PunctuationType.StreamTime, clock.StreamTimeMs);

    /// <summary>The end of a bounded run: calls everything on stream time once more, after the last window has closed.</summary>
    public bool FireAtEnd()
    {
        foreach (var (_, punctuation) in _streamTime)
        {
            punctuation.FireNow(clock.StreamTimeMs);
        }

        FindNext();
        return _streamTime.Count > 0;
    }

    /// <summary>Moves the due times on the wall clock on by a pause.</summary>
    public void SkipPause(long pausedMs)
    {
        foreach (var punctuation in _all)
        {
            if (punctuation is { Type: PunctuationType.WallClockTime, AnchorMs: not null })
            {
                punctuation.Shift(pausedMs);
            }
        }
    }

    /// <summary>Calls what is due on the wall clock.</summary>
    public bool FireWallClock(long wallClockMs) => Fire(PunctuationType.WallClockTime, wallClockMs);

    private bool Fire(PunctuationType type, long nowMs)
    {
        var any = false;
        for (var i = 0; i < _all.Count; i++)
        {
            var punctuation = _all[i];
            if (punctuation.IsCancelled)
            {
                _all.RemoveAt(i--);
            }
            else if (punctuation.Type == type)
            {
                if (punctuation.AnchorMs is null)
                {
                    punctuation.Start(nowMs, nowMs);
                }

                any |= punctuation.TryFire(nowMs);
            }
        }

        FindNext();
        return any;
    }

    private void FindNext()
    {
        NextStreamTimeMs = long.MaxValue;
        foreach (var (_, punctuation) in _streamTime)
        {
            if (!punctuation.IsCancelled)
            {
                // Without an anchor the next stream time is the first.
                NextStreamTimeMs = Math.Min(NextStreamTimeMs, punctuation.AnchorMs is null ? 0 : punctuation.NextMs);
            }
        }
    }
}
