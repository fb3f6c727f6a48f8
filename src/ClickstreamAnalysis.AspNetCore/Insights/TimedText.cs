namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>A text and the time of its event, ordered by time and then by text.</summary>
/// <param name="TimeMs">Milliseconds since 1970.</param>
/// <param name="Text">The text.</param>
internal readonly record struct TimedText(long TimeMs, string Text) : IComparable<TimedText>
{
    /// <summary>The maximum length of a text that is kept, in UTF-16 characters. It bounds the memory of open visits and of rankings.</summary>
    public const int MaxLength = 256;

    /// <summary>A text of a click, truncated.</summary>
    public static TimedText Of(long timeMs, string text) => new(timeMs, Truncate(text));

    /// <summary>Truncates a text without splitting a surrogate pair, which no serde could write.</summary>
    public static string Truncate(string text) =>
        text.Length <= MaxLength ? text : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];

    public int CompareTo(TimedText other) =>
        TimeMs != other.TimeMs ? TimeMs.CompareTo(other.TimeMs) : string.CompareOrdinal(Text, other.Text);

    /// <summary>The first of two.</summary>
    public static TimedText First(TimedText? one, TimedText other) => one is { } first && first.CompareTo(other) <= 0 ? first : other;
}
