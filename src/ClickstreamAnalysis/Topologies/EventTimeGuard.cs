namespace ClickstreamAnalysis.Topologies;

/// <summary>Explains why an event time is rejected, and suggests another unit than milliseconds if the time is plausible in it.</summary>
internal static class EventTimeGuard
{
    public const string Negative = "negative-time";
    public const string Early = "early-time";
    public const string Future = "future-time";
    public const string InSeconds = "time-in-seconds";
    public const string InMicroseconds = "time-in-microseconds";
    public const string InNanoseconds = "time-in-nanoseconds";
    public const string InTicks = "time-in-ticks";

    private const long TicksPerMs = TimeSpan.TicksPerMillisecond;

    // The earliest plausible time for a suggestion when the options accept any time: 1990-01-01T00:00:00Z.
    private const long LeastGuessMs = 631_152_000_000;

    /// <summary>The reason for rejecting a time outside the bounds.</summary>
    /// <param name="timestampMs">The time, interpreted as milliseconds since 1970.</param>
    /// <param name="earliestMs">The earliest time accepted.</param>
    /// <param name="latestMs">The latest time accepted.</param>
    public static string ReasonFor(long timestampMs, long earliestMs, long latestMs)
    {
        bool IsPlausible(long ms) => ms >= Math.Max(earliestMs, LeastGuessMs) && ms <= latestMs;

        return timestampMs switch
        {
            < 0 => Negative,
            _ when timestampMs < earliestMs => IsPlausible(timestampMs * 1_000) ? InSeconds : Early,
            _ when IsPlausible(timestampMs / 1_000) => InMicroseconds,

            // Check ticks before nanoseconds: today's ticks are also plausible as nanoseconds of 1990.
            _ when IsPlausible((timestampMs - DateTime.UnixEpoch.Ticks) / TicksPerMs) => InTicks,
            _ when IsPlausible(timestampMs / 1_000_000) => InNanoseconds,
            _ => Future,
        };
    }
}
