namespace ClickstreamAnalysis.Sessions;

/// <summary>Evaluates the split rules that depend on the values of events. Immutable and thread-safe.</summary>
internal sealed class SplitRules<TValue>(SessionSplits<TValue> splits, int maxTextLength)
{
    private readonly Func<TValue, string?>[] _changes = [.. splits.Changes];
    private readonly Func<TValue, bool>[] _starts = [.. splits.Starts];
    private readonly Func<TValue, bool>[] _ends = [.. splits.Ends];
    private readonly Func<TValue, string?>? _id = splits.Ids.Count > 0 ? splits.Ids[0] : null;

    /// <summary>The number of texts of an event whose change splits.</summary>
    public int ChangeCount => _changes.Length;

    /// <summary>Whether events are separated by an id.</summary>
    public bool HasIds => _id is not null;

    /// <summary>Evaluates all rules for one event.</summary>
    /// <param name="value">The event.</param>
    /// <param name="texts">Receives the texts; its length is <see cref="ChangeCount"/>.</param>
    public SplitMarks Read(TValue value, string?[] texts)
    {
        var hasText = false;
        for (var i = 0; i < _changes.Length; i++)
        {
            texts[i] = TextOf(_changes[i](value));
            hasText |= texts[i] is not null;
        }

        return new SplitMarks
        {
            LaneId = _id is null ? null : TextOf(_id(value)),
            Starts = IsAny(_starts, value),
            Ends = IsAny(_ends, value),
            Texts = hasText ? texts : null,
        };
    }

    private string? TextOf(string? text) => string.IsNullOrEmpty(text) ? null : TimedText.Truncate(text, maxTextLength);

    private static bool IsAny(Func<TValue, bool>[] conditions, TValue value)
    {
        foreach (var condition in conditions)
        {
            if (condition(value))
            {
                return true;
            }
        }

        return false;
    }
}
