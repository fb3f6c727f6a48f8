namespace ClickstreamAnalysis;

/// <summary>Creates windows that overlap: an event belongs to about size / advance of them.</summary>
public static class HoppingWindows
{
    /// <summary>Creates hopping windows, whose starts are multiples of <paramref name="advance"/> counted from 1970-01-01T00:00:00Z.</summary>
    /// <param name="size">The length of a window; above zero, whole milliseconds. A mistake is reported when the topology is built.</param>
    /// <param name="advance">
    /// The time between window starts; above zero, at most the size, at least 1/1000 of the size, whole milliseconds.
    /// </param>
    /// <returns>The windows, with a grace period of 0.</returns>
    public static TimeWindows Of(TimeSpan size, TimeSpan advance) => new(size, advance);
}
