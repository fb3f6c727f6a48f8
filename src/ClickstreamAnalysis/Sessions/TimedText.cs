namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// A text and the time it comes from, the first or the last of many. Of texts with the same time the ordinally lowest is the
/// first and the highest the last, so that the order of arrival never shows. Texts are cut before they are compared.
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

    private void Take(string text, long timestampMs, int maxLength)
    {
        Text = text.Length <= maxLength ? text : Cut(text, maxLength).ToString();
        TimestampMs = timestampMs;
    }

    /// <summary>The beginning of a text, without half of a surrogate pair at its end.</summary>
    private static ReadOnlySpan<char> Cut(string text, int maxLength) =>
        text.Length <= maxLength ? text
        : char.IsHighSurrogate(text[maxLength - 1]) ? text.AsSpan(0, maxLength - 1)
        : text.AsSpan(0, maxLength);
}
