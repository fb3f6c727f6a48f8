namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// A text with its event time: the first or the last of several texts. Among texts of the same time, the ordinally lowest is the first
/// and the ordinally highest is the last, so the result does not depend on the order of arrival. Texts are truncated before they are
/// compared.
/// </summary>
internal struct TimedText
{
    public string? Text;
    public long TimestampMs;

    public void TakeFirst(string? text, long timestampMs, int maxLength)
    {
        if (text is not null && (Text is null || timestampMs < TimestampMs
            || (timestampMs == TimestampMs && Cut(text, maxLength).SequenceCompareTo(Text) < 0)))
        {
            Take(text, timestampMs, maxLength);
        }
    }

    public void TakeLast(string? text, long timestampMs, int maxLength)
    {
        if (text is not null && (Text is null || timestampMs > TimestampMs
            || (timestampMs == TimestampMs && Cut(text, maxLength).SequenceCompareTo(Text) > 0)))
        {
            Take(text, timestampMs, maxLength);
        }
    }

    /// <summary>Returns a text, truncated without splitting a surrogate pair.</summary>
    public static string Truncate(string text, int maxLength) => text.Length <= maxLength ? text : Cut(text, maxLength).ToString();

    private void Take(string text, long timestampMs, int maxLength)
    {
        Text = Truncate(text, maxLength);
        TimestampMs = timestampMs;
    }

    /// <summary>Truncates a text without splitting a surrogate pair.</summary>
    private static ReadOnlySpan<char> Cut(string text, int maxLength) =>
        text.Length <= maxLength ? text
        : char.IsHighSurrogate(text[maxLength - 1]) ? text.AsSpan(0, maxLength - 1)
        : text.AsSpan(0, maxLength);
}
