namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>A text and the time of its event, ordered by time and then by text.</summary>
/// <param name="TimeMs">Milliseconds since 1970.</param>
/// <param name="Text">The text.</param>
internal readonly record struct TimedText(long TimeMs, string Text) : IComparable<TimedText>
{
    public int CompareTo(TimedText other) =>
        TimeMs != other.TimeMs ? TimeMs.CompareTo(other.TimeMs) : string.CompareOrdinal(Text, other.Text);

    /// <summary>The first of two.</summary>
    public static TimedText First(TimedText? one, TimedText other) => one is { } first && first.CompareTo(other) <= 0 ? first : other;
}
