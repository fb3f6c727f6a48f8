using System.Text.Json.Serialization;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A half-open time interval: <c>[start, end)</c> contains its start and not its end.</summary>
/// <remarks>
/// The end is always after the start. A session, which contains its end, is a <see cref="SessionWindow"/>. As JSON:
/// <c>{"start":…,"end":…}</c> in milliseconds since 1970. Immutable and thread-safe; the default value is not a valid window.
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
    /// <param name="start">The start, inclusive; fractions of a millisecond are truncated.</param>
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

    /// <summary>The length of the window; above zero.</summary>
    [JsonIgnore]
    public TimeSpan Duration => UnixTime.Between(StartMs, EndMs);

    /// <summary>Whether the window contains a time; the start is inclusive, the end exclusive.</summary>
    /// <param name="timeMs">The time, in milliseconds since 1970.</param>
    /// <returns>True for the start and all times before the end.</returns>
    public bool Contains(long timeMs) => timeMs >= StartMs && timeMs < EndMs;

    /// <summary>Whether the window contains a time; the start is inclusive, the end exclusive.</summary>
    /// <param name="time">The time.</param>
    /// <returns>True for the start and all later times before the end.</returns>
    public bool Contains(DateTimeOffset time) => Contains(time.ToUnixTimeMilliseconds());

    /// <summary>The window as <c>[start, end)</c>, in milliseconds.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"[{StartMs}, {EndMs})";
}
