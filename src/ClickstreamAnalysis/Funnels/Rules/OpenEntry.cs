namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>An entry whose attempt is open.</summary>
internal struct OpenEntry
{
    /// <summary>The time of the entry.</summary>
    public long EntryMs;

    /// <summary>How far the chains got before the events of the latest time.</summary>
    public EntryDepth Before;

    /// <summary>How far the chains got.</summary>
    public EntryDepth Now;
}
