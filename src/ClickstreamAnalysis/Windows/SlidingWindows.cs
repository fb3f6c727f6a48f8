namespace ClickstreamAnalysis;

/// <summary>
/// Windows that hold the events of one key whose times differ by at most a size, inclusive. They follow the events instead of the clock, as in Kafka
/// Streams. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// There are windows of two kinds, and no others. For each event there is the window that ends at it: <c>[time - size, time]</c>. And there is the window
/// that begins just after it, <c>[time + 1 ms, time + 1 ms + size]</c>, if it holds an event. So each combination of events that are within the size is
/// in a window. Windows without events do not exist, and neither do two windows with the same start.
/// </para>
/// <para>Windows of 10 minutes, and events at 12:00, 12:08 and 12:15:</para>
/// <code>
///          12:00     12:08     12:15
///            *         *         *
/// [11:50, 12:00]                         1 event, ends at the first
///  [11:58,    12:08]                     2 events, ends at the second
///            (12:00,   12:10]            1 event, begins just after the first
///                [12:05,    12:15]       2 events, ends at the third
///                      (12:08,   12:18]  1 event, begins just after the second
/// </code>
/// <para>
/// A result's <see cref="Windowed{TKey}.End"/> is exclusive as everywhere: one millisecond after the last moment that belongs to the window. A
/// window closes when stream time is past its last moment + grace period, and never changes after that. An event is late when stream time is past its time
/// + size + grace period, so that no window that could hold it is open.
/// </para>
/// <para>
/// A key keeps an aggregate for each different event time, so a window should be short for a key with many events: a row takes about 10 bytes for each
/// event time within size + grace period, and is written to the changelog at each commit that changed it.
/// </para>
/// </remarks>
public sealed record SlidingWindows
{
    // The length of a window, one millisecond more, is a TimeSpan as well.
    private static readonly TimeSpan s_longest = TimeSpan.MaxValue - TimeSpan.FromMilliseconds(1);

    private SlidingWindows(TimeSpan size) => Size = size;

    /// <summary>The most that the times of two events in one window may differ; inclusive.</summary>
    public TimeSpan Size { get; }

    /// <summary>How long after its last moment, in stream time, a window accepts events. Default 0; 0 or more, whole milliseconds.</summary>
    public TimeSpan GracePeriod { get; init; }

    internal long SizeMs => Size.Ticks / TimeSpan.TicksPerMillisecond;

    internal long GraceMs => GracePeriod.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>The length of a window as a half-open one.</summary>
    internal TimeSpan Length => Size + TimeSpan.FromMilliseconds(1);

    /// <summary>Creates sliding windows.</summary>
    /// <param name="size">
    /// The most that the times of two events may differ: 0 or more, more than a millisecond less than <see cref="TimeSpan.MaxValue"/>, whole
    /// milliseconds. A mistake is reported when the topology is built.
    /// </param>
    /// <returns>The windows, with a grace period of 0.</returns>
    public static SlidingWindows Of(TimeSpan size) => new(size);

    /// <summary>Finds all mistakes in these windows.</summary>
    internal IEnumerable<string> Mistakes(string user)
    {
        if (Size < TimeSpan.Zero)
        {
            yield return $"'{user}' has sliding windows of {Size}: they must not be shorter than zero.";
        }

        if (Size > s_longest)
        {
            yield return $"'{user}' has sliding windows of {Size}: {s_longest} is the longest possible.";
        }

        if (GracePeriod < TimeSpan.Zero)
        {
            yield return $"'{user}' has a grace of {GracePeriod}: it must not be below zero.";
        }

        if (Size.Ticks % TimeSpan.TicksPerMillisecond != 0 || GracePeriod.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            yield return $"'{user}' has a size or grace with a part of a millisecond: event times are whole milliseconds.";
        }
    }
}
