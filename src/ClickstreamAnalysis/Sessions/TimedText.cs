namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// A text and the time it comes from, the first or the last of many. Of texts with the same time the ordinally lowest is the
/// first and the highest the last, so that the order of arrival never shows.
/// </summary>
internal struct TimedText
{
    public string? Text;
    public long TimestampMs;

    public void TakeFirst(string? text, long timestampMs)
    {
        if (text is not null && (Text is null || timestampMs < TimestampMs
            || (timestampMs == TimestampMs && string.CompareOrdinal(text, Text) < 0)))
        {
            Text = text;
            TimestampMs = timestampMs;
        }
    }

    public void TakeLast(string? text, long timestampMs)
    {
        if (text is not null && (Text is null || timestampMs > TimestampMs
            || (timestampMs == TimestampMs && string.CompareOrdinal(text, Text) > 0)))
        {
            Text = text;
            TimestampMs = timestampMs;
        }
    }
}
