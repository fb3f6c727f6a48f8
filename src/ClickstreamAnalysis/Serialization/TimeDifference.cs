namespace ClickstreamAnalysis.Serialization;

/// <summary>Checks whether the difference of two external timestamps is representable.</summary>
internal static class TimeDifference
{
    private static readonly Int128 s_maxMs = TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Whether the difference between two times fits into a <see cref="TimeSpan"/>.</summary>
    public static bool IsTimeSpan(long fromMs, long toMs) => Int128.Abs((Int128)toMs - fromMs) <= s_maxMs;
}
