namespace ClickstreamAnalysis;

/// <summary>What the clicks of a topic are keyed by.</summary>
public enum ClickKey
{
    /// <summary>The key of each record: the user, as UTF-8 text. A record without a key is bad input.</summary>
    Record,

    /// <summary>The user inside the click, whatever the key of the record is, and whether it has one.</summary>
    User,
}
