namespace ClickstreamAnalysis.Serialization;

/// <summary>Converts event times to <see cref="DateTimeOffset"/>.</summary>
internal static class UnixTime
{
    private static readonly long s_minMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_longestMs = TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond;
    private static readonly long s_maxMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>
    /// Converts a time to UTC. A time before the year 1 or after the year 9999 is clamped, because describing a record must not throw.
    /// </summary>
    /// <param name="timestampMs">Milliseconds since 1970-01-01T00:00:00Z.</param>
    public static DateTimeOffset Of(long timestampMs) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(timestampMs, s_minMs, s_maxMs));

    /// <summary>Whether the difference of two times fits into a <see cref="TimeSpan"/>; that of times from outside may not.</summary>
    /// <param name="fromMs">The start, in milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="toMs">The end.</param>
    public static bool IsTimeSpan(long fromMs, long toMs) => Int128.Abs((Int128)toMs - fromMs) <= s_longestMs;

    /// <summary>Returns the duration between two times. It is clamped to the range of <see cref="TimeSpan"/>, because this must not throw.</summary>
    /// <param name="fromMs">The start, in milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="toMs">The end, in milliseconds since 1970-01-01T00:00:00Z.</param>
    public static TimeSpan Between(long fromMs, long toMs) =>
        TimeSpan.FromMilliseconds((long)Int128.Clamp((Int128)toMs - fromMs, -s_longestMs, s_longestMs));
}
