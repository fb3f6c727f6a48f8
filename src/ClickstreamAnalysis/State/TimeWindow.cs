using System.Text.Json.Serialization;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A window of time, half-open: <c>[start, end)</c> contains its start and not its end.</summary>
/// <remarks>
/// It ends after it starts. A session, which contains its end, is a <see cref="SessionWindow"/>. As JSON: <c>{"start":…,"end":…}</c> in
/// milliseconds since 1970. Immutable and thread-safe; the default value is no window.
/// </remarks>
public readonly record struct TimeWindow
{
    /// <summary>Creates the window.</summary>
    /// <param name="startMs">The first millisecond, since 1970-01-01T00:00:00Z; inclusive.</param>
    /// <param name="endMs">The end, in milliseconds since 1970-01-01T00:00:00Z; exclusive; after <paramref name="startMs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window would not end after it starts.</exception>
    [JsonConstructor]
    public TimeWindow(long startMs, long endMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(endMs, startMs);
        StartMs = startMs;
        EndMs = endMs;
    }

    /// <summary>Creates the window.</summary>
    /// <param name="start">The start, inclusive; whole milliseconds, a fraction is cut off.</param>
    /// <param name="end">The end, exclusive; at least a millisecond after <paramref name="start"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window would not end after it starts.</exception>
    public TimeWindow(DateTimeOffset start, DateTimeOffset end)
        : this(start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds())
    {
    }

    /// <summary>The first millisecond, since 1970-01-01T00:00:00Z; inclusive.</summary>
    [JsonPropertyName("start")]
    public long StartMs { get; }

    /// <summary>The end, in milliseconds since 1970-01-01T00:00:00Z; exclusive.</summary>
    [JsonPropertyName("end")]
    public long EndMs { get; }

    /// <summary>The start, inclusive, in UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset Start => UnixTime.Of(StartMs);

    /// <summary>The end, exclusive, in UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset End => UnixTime.Of(EndMs);

    /// <summary>The length; above zero.</summary>
    [JsonIgnore]
    public TimeSpan Duration => UnixTime.Between(StartMs, EndMs);

    /// <summary>Whether a time lies in the window: the start does, the end does not.</summary>
    /// <param name="timeMs">The time, in milliseconds since 1970.</param>
    /// <returns>True for the start and everything after it, before the end.</returns>
    public bool Contains(long timeMs) => timeMs >= StartMs && timeMs < EndMs;

    /// <summary>Whether a time lies in the window: the start does, the end does not.</summary>
    /// <param name="time">The time.</param>
    /// <returns>True for the start and everything after it, before the end.</returns>
    public bool Contains(DateTimeOffset time) => Contains(time.ToUnixTimeMilliseconds());

    /// <summary>The window as <c>[start, end)</c>, in milliseconds.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"[{StartMs}, {EndMs})";
}
