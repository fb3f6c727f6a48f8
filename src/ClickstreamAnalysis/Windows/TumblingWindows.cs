namespace ClickstreamAnalysis;

/// <summary>Creates windows that follow each other without gap or overlap: each event belongs to exactly one.</summary>
public static class TumblingWindows
{
    /// <summary>Creates tumbling windows, aligned to 1970-01-01T00:00:00Z. Windows of one day are UTC days.</summary>
    /// <param name="size">The length of a window; above zero, whole milliseconds. A mistake is reported when the topology is built.</param>
    /// <returns>The windows, with a grace period of 0.</returns>
    public static TimeWindows Of(TimeSpan size) => new(size, size);
}
