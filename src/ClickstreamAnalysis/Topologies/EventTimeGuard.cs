namespace ClickstreamAnalysis.Topologies;

/// <summary>Why an event time is not accepted, with a guess when it is plausible in another unit than milliseconds.</summary>
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

    // From when on a guess is made where the options accept any time: 1990-01-01T00:00:00Z.
    private const long LeastGuessMs = 631_152_000_000;

    /// <summary>The reason for a time outside of the bounds.</summary>
    /// <param name="timestampMs">The time, taken for milliseconds since 1970.</param>
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

            // Before nanoseconds: today's ticks are nanoseconds of 1990.
            _ when IsPlausible((timestampMs - DateTime.UnixEpoch.Ticks) / TicksPerMs) => InTicks,
            _ when IsPlausible(timestampMs / 1_000_000) => InNanoseconds,
            _ => Future,
        };
    }
}
