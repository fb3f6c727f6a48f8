namespace ClickstreamAnalysis;

/// <summary>Windows that overlap: an event belongs to about size / advance of them.</summary>
public static class HoppingWindows
{
    /// <summary>Hopping windows, whose starts are multiples of <paramref name="advance"/> from 1970-01-01T00:00:00Z on.</summary>
    /// <param name="size">Above zero, whole milliseconds. A mistake is reported when the topology is built.</param>
    /// <param name="advance">Above zero, at most the size, at least a thousandth of it, whole milliseconds.</param>
    /// <returns>The windows, with a grace of 0.</returns>
    public static TimeWindows Of(TimeSpan size, TimeSpan advance) => new(size, advance);
}
