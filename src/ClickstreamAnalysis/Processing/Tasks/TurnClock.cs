namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The clock of a stream thread's turns.</summary>
internal static class TurnClock
{
    /// <summary>A timestamp in milliseconds since an unknown moment. It never goes back, unlike the wall clock.</summary>
    public static long Milliseconds(TimeProvider time, long ticks) => (long)time.GetElapsedTime(0, ticks).TotalMilliseconds;
}
