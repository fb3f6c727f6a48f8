namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The clock of a stream thread's turns.</summary>
internal static class TurnClock
{
    /// <summary>A timestamp in milliseconds since an arbitrary moment. Unlike the wall clock, it never decreases.</summary>
    public static long Milliseconds(TimeProvider time, long ticks) => (long)time.GetElapsedTime(0, ticks).TotalMilliseconds;
}
