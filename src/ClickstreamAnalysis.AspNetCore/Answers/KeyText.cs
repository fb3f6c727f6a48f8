using System.Globalization;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Reads a key from a path: texts, integers, Guids and buckets of funnels as they are, other types as JSON.</summary>
internal static class KeyText
{
    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 2048;

    private const string AllTime = "all";

    /// <exception cref="RefusedException">The text is not such a key, or the host cannot read the type from JSON.</exception>
    public static TKey Parse<TKey>(string text, AnswerSerialization json)
        where TKey : notnull
    {
        if (text.Length is 0 or > MaxLength)
        {
            throw RefusedException.BadRequest("key", $"A key has 1 to {MaxLength} characters");
        }

        object? key =
            typeof(TKey) == typeof(string) ? text
            : typeof(TKey) == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null
            : typeof(TKey) == typeof(long) ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wide) ? wide : null
            : typeof(TKey) == typeof(Guid) ? Guid.TryParse(text, out var guid) ? guid : null
            : typeof(TKey) == typeof(FunnelBucket) ? BucketOf(text)
            : json.Read<TKey>(text);
        return key is TKey parsed ? parsed : throw RefusedException.BadKey(typeof(TKey));
    }

    private static FunnelBucket? BucketOf(string text)
    {
        if (text == AllTime)
        {
            return FunnelBucket.AllTime;
        }

        // Times before 1970 are negative, so the separator is not a hyphen.
        return text.Split('_') is [var start, var end]
            && long.TryParse(start, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var startMs)
            && long.TryParse(end, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var endMs)
            && startMs < endMs
            ? new FunnelBucket(new TimeWindow(startMs, endMs))
            : null;
    }
}
