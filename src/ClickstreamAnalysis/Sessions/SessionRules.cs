namespace ClickstreamAnalysis.Sessions;

/// <summary>The options of a session operator in milliseconds, precomputed for the hot path.</summary>
internal sealed class SessionRules(SessionOptions options)
{
    /// <summary>The largest time difference at which an event joins a session, or two sessions merge.</summary>
    public long JoinMs { get; } = (long)options.Gap.TotalMilliseconds - (options.Boundary == GapBoundary.Exclusive ? 1 : 0);

    /// <summary>A session is closed once stream time exceeds its end by more than this.</summary>
    public long CloseAfterMs { get; } = (long)options.Gap.TotalMilliseconds + (long)options.GracePeriod.TotalMilliseconds;

    public long GraceMs { get; } = (long)options.GracePeriod.TotalMilliseconds;

    public long MaxDurationMs { get; } = (long)options.MaxDuration.TotalMilliseconds;

    public long MaxEvents { get; } = options.MaxEvents;

    public bool IsOver(long endMs, long streamTimeMs) => endMs + CloseAfterMs < streamTimeMs;
}
