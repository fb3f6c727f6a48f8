namespace ClickstreamAnalysis.Sessions;

/// <summary>The texts of events whose change splits a session. An array is null when all its texts are, and is never changed once it is kept.</summary>
internal static class SplitTexts
{
    /// <summary>Whether an event with these texts belongs to another session: one of its texts is not that of the session.</summary>
    public static bool Differ(string?[]? ofSession, string?[]? ofEvent)
    {
        for (var i = 0; i < ofEvent?.Length; i++)
        {
            if (ofEvent[i] is { } text && text != TextAt(ofSession, i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns an array to keep: that of the session when it has the same texts, else a copy.</summary>
    public static string?[]? Keep(string?[]? ofEvent, string?[]? ofSession) =>
        ofEvent is null ? null
        : ofSession is not null && ofEvent.AsSpan().SequenceEqual(ofSession) ? ofSession
        : [.. ofEvent];

    /// <summary>The texts of the events of one time: of two that differ, the ordinally lower one.</summary>
    public static string?[]? Union(string?[]? kept, string?[]? ofEvent)
    {
        if (ofEvent is null || kept is null)
        {
            return kept ?? Keep(ofEvent, null);
        }

        string?[]? union = null;
        for (var i = 0; i < ofEvent.Length; i++)
        {
            if (ofEvent[i] is { } text && (TextAt(kept, i) is not { } other || string.CompareOrdinal(text, other) < 0))
            {
                union ??= [.. kept, .. new string?[Math.Max(0, ofEvent.Length - kept.Length)]];
                union[i] = text;
            }
        }

        return union ?? kept;
    }

    // State may be older than a rule, and has no text for it then.
    private static string? TextAt(string?[]? texts, int index) => texts is not null && index < texts.Length ? texts[index] : null;
}
