namespace ClickstreamAnalysis.Serialization;

/// <summary>Tells whether two times from outside may be subtracted.</summary>
internal static class TimeDifference
{
    private static readonly Int128 s_maxMs = TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Whether the time from one to the other fits into a <see cref="TimeSpan"/>.</summary>
    public static bool IsTimeSpan(long fromMs, long toMs) => Int128.Abs((Int128)toMs - fromMs) <= s_maxMs;
}
