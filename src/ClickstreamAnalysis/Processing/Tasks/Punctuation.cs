namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>A call that a processor has scheduled at every interval of a clock.</summary>
/// <remarks>
/// Due times are an anchor and its multiples of the interval, as in Kafka Streams. The anchor is the first time seen. On stream time
/// it is stored with the state, so that a restart changes no due time.
/// </remarks>
internal sealed class Punctuation(PunctuationType type, long intervalMs, Action<long> punctuator) : IDisposable
{
    public PunctuationType Type => type;

    public bool IsCancelled { get; private set; }

    /// <summary>The time from which intervals count; null until a time is known.</summary>
    public long? AnchorMs { get; private set; }

    /// <summary>The next due time; <see cref="long.MaxValue"/> until the anchor is set.</summary>
    public long NextMs { get; private set; } = long.MaxValue;

    /// <summary>Sets the anchor. Calls due at <paramref name="nowMs"/> or before have been made.</summary>
    public void Start(long anchorMs, long nowMs)
    {
        AnchorMs = anchorMs;
        NextMs = NextAfter(nowMs);
    }

    /// <summary>Moves the anchor and the next due time.</summary>
    public void Shift(long byMs)
    {
        AnchorMs += byMs;
        NextMs += byMs;
    }

    /// <summary>Calls once if it is due, even if several due times have passed.</summary>
    public bool TryFire(long nowMs)
    {
        if (IsCancelled || nowMs < NextMs)
        {
            return false;
        }

        FireNow(nowMs);
        return true;
    }

    /// <summary>Calls whether it is due or not, and leaves due times as they are.</summary>
    public void FireNow(long nowMs)
    {
        if (!IsCancelled && AnchorMs is not null)
        {
            NextMs = NextAfter(nowMs);
            punctuator(nowMs);
        }
    }

    public void Dispose() => IsCancelled = true;

    private long NextAfter(long nowMs)
    {
        var anchorMs = AnchorMs!.Value;
        var next = nowMs <= anchorMs ? anchorMs : anchorMs + ((nowMs - anchorMs) / intervalMs * intervalMs);
        return next > long.MaxValue - intervalMs ? long.MaxValue : next + intervalMs;
    }
}
