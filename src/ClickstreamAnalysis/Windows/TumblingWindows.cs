namespace ClickstreamAnalysis;

/// <summary>Windows that follow each other without gap or overlap: each event belongs to one.</summary>
public static class TumblingWindows
{
    /// <summary>Tumbling windows, aligned to 1970-01-01T00:00:00Z: with one day they are the days of UTC.</summary>
    /// <param name="size">Above zero, whole milliseconds. A mistake is reported when the topology is built.</param>
    /// <returns>The windows, with a grace of 0.</returns>
    public static TimeWindows Of(TimeSpan size) => new(size, size);
}
