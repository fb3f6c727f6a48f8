namespace ClickstreamAnalysis.Sessions;

/// <summary>The options of a session operator in milliseconds, precomputed for the hot path.</summary>
internal sealed class SessionRules(SessionWindows options)
{
    /// <summary>The largest time difference at which an event joins a session, or two sessions merge.</summary>
    public long JoinMs { get; } = (long)options.Gap.TotalMilliseconds - (options.Boundary == GapBoundary.Exclusive ? 1 : 0);

    /// <summary>A session is closed once stream time exceeds its end by more than this.</summary>
    public long CloseAfterMs { get; } = (long)options.Gap.TotalMilliseconds + (long)options.GracePeriod.TotalMilliseconds;

    public long GraceMs { get; } = (long)options.GracePeriod.TotalMilliseconds;

    public long MaxDurationMs { get; } = (long)options.MaxDuration.TotalMilliseconds;

    public long MaxEvents { get; } = options.MaxEvents;

    /// <summary>The number of fragments of a lane, beyond one per session, from which on the oldest are merged early.</summary>
    public int MaxFragments { get; init; } = 1_000;

    /// <summary>The time zone at whose midnight sessions are split; null for none.</summary>
    public TimeZoneInfo? Midnight { get; } = options.SplitAtMidnight;

    /// <summary>Whether sessions are numbered.</summary>
    public bool IsNumbered { get; } = options.NumberRetention is not null;

    /// <summary>How long the number of a key's sessions is kept after its last one.</summary>
    public long NumberRetentionMs { get; } = (long)(options.NumberRetention?.TotalMilliseconds ?? 0);

    /// <summary>The state of a key's numbers before its first session; null when sessions are not numbered.</summary>
    public SessionNumbers? NewNumbers() => IsNumbered ? new SessionNumbers() : null;

    /// <summary>
    /// Until when a row without sessions is kept for its number. A session that opens later starts more than the retention after the last one.
    /// </summary>
    public long NumberDueMs(SessionNumbers numbers) => numbers.LastEndMs + NumberRetentionMs + CloseAfterMs;

    /// <summary>
    /// Forgets the number of a row without open sessions when it is over, as the removal of the row does. An event past its own limit can still start a
    /// session within the retention, so without this its number would depend on whether a sweep came before.
    /// </summary>
    public void ForgetOver(SessionNumbers? numbers, long streamTimeMs)
    {
        if (numbers is not null && NumberDueMs(numbers) < streamTimeMs)
        {
            numbers.Closed = 0;
        }
    }

    public bool IsOver(long endMs, long streamTimeMs) => endMs + CloseAfterMs < streamTimeMs;
}
