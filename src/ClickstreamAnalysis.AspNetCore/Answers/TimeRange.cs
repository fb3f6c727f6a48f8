namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>A range of times in milliseconds; both ends inclusive.</summary>
internal readonly record struct TimeRange(long FromMs, long ToMs)
{
    /// <summary>The earliest time, within what .NET can represent.</summary>
    public DateTimeOffset From => Of(FromMs);

    /// <summary>The latest time, within what .NET can represent.</summary>
    public DateTimeOffset To => Of(ToMs);

    public bool Overlaps(long startMs, long endMs) => endMs >= FromMs && startMs <= ToMs;

    public bool Contains(long timeMs) => timeMs >= FromMs && timeMs <= ToMs;

    private static DateTimeOffset Of(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(ms, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
