using System.Text.Json.Serialization;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>The closed time interval of a session: <c>[start, end]</c> contains its first and its last event.</summary>
/// <remarks>
/// A session of one event starts and ends at the same time. The end is never before the start. A window that does not contain its end is
/// a <see cref="TimeWindow"/>. As JSON: <c>{"start":…,"end":…}</c> in milliseconds since 1970. Immutable and thread-safe.
/// </remarks>
public readonly record struct SessionWindow
{
    /// <summary>Creates the window.</summary>
    /// <param name="startMs">The time of the first event, in milliseconds since 1970; inclusive.</param>
    /// <param name="endMs">The time of the last event, in milliseconds since 1970; inclusive; at least <paramref name="startMs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window would end before it starts.</exception>
    [JsonConstructor]
    public SessionWindow(long startMs, long endMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(endMs, startMs);
        StartMs = startMs;
        EndMs = endMs;
    }

    /// <summary>Creates the window.</summary>
    /// <param name="start">The time of the first event, inclusive; fractions of a millisecond are truncated.</param>
    /// <param name="end">The time of the last event, inclusive; at least <paramref name="start"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window would end before it starts.</exception>
    public SessionWindow(DateTimeOffset start, DateTimeOffset end)
        : this(start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds())
    {
    }

    /// <summary>The time of the first event, in milliseconds since 1970-01-01T00:00:00Z; inclusive.</summary>
    [JsonPropertyName("start")]
    public long StartMs { get; }

    /// <summary>The time of the last event, in milliseconds since 1970-01-01T00:00:00Z; inclusive.</summary>
    [JsonPropertyName("end")]
    public long EndMs { get; }

    /// <summary>The time of the first event, inclusive, in UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset Start => UnixTime.Of(StartMs);

    /// <summary>The time of the last event, inclusive, in UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset End => UnixTime.Of(EndMs);

    /// <summary>The time from the first to the last event; zero when there is one event.</summary>
    [JsonIgnore]
    public TimeSpan Duration => UnixTime.Between(StartMs, EndMs);

    /// <summary>Whether the window contains a time; both ends are inclusive.</summary>
    /// <param name="timeMs">The time, in milliseconds since 1970.</param>
    /// <returns>True for the start, the end, and all times between them.</returns>
    public bool Contains(long timeMs) => timeMs >= StartMs && timeMs <= EndMs;

    /// <summary>Whether the window contains a time; both ends are inclusive.</summary>
    /// <param name="time">The time.</param>
    /// <returns>True for the start, the end, and all times between them.</returns>
    public bool Contains(DateTimeOffset time) => Contains(time.ToUnixTimeMilliseconds());

    /// <summary>The window as <c>[start, end]</c>, in milliseconds.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"[{StartMs}, {EndMs}]";
}
