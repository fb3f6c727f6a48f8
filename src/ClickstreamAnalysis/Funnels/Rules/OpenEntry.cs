namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>An entry whose attempt is open.</summary>
internal struct OpenEntry
{
    /// <summary>The time of the entry.</summary>
    public long EntryMs;

    /// <summary>The time of the latest events that changed how far the chains got. Events after them can be taken without those before.</summary>
    public long ChangedMs;

    /// <summary>How far the chains got before the events of <see cref="ChangedMs"/>.</summary>
    public EntryDepth Before;

    /// <summary>How far the chains got.</summary>
    public EntryDepth Now;
}
