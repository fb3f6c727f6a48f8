using ClickstreamAnalysis.Processors;

namespace ClickstreamAnalysis.Processing;

/// <summary>A call that a processor asked for at every interval of a clock.</summary>
internal sealed class Punctuation(PunctuationType type, long intervalMs, Action<long> punctuator) : IDisposable
{
    private long? _nextMs;

    public PunctuationType Type => type;

    public bool IsCancelled { get; private set; }

    /// <summary>Calls once if at least one interval has gone by since the last call; missed calls are not made up for.</summary>
    /// <remarks>
    /// Calls are aligned to multiples of the interval, so that where they fall depends on the clock alone and not on when the
    /// task started.
    /// </remarks>
    public bool TryFire(long nowMs)
    {
        if (IsCancelled || nowMs == TaskClock.NotStarted)
        {
            return false;
        }

        _nextMs ??= Next(nowMs);
        if (nowMs < _nextMs)
        {
            return false;
        }

        _nextMs = Next(nowMs);
        punctuator(nowMs);
        return true;
    }

    public void Dispose() => IsCancelled = true;

    private long Next(long nowMs) => (nowMs - (((nowMs % intervalMs) + intervalMs) % intervalMs)) + intervalMs;
}
