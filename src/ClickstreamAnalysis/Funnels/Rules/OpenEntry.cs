namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>An entry whose attempt is open.</summary>
internal struct OpenEntry
{
    /// <summary>The hash of the session; 0 unless sessions are counted.</summary>
    public ulong Session;

    /// <summary>The hash of the property that is constant across steps; 0 unless there is one.</summary>
    public ulong Held;

    /// <summary>The time of the entry.</summary>
    public long EntryMs;

    /// <summary>The start of the bucket of the entry.</summary>
    public long BucketStartMs;

    /// <summary>The last time that may belong to the attempt, inclusive.</summary>
    public long LimitMs;

    /// <summary>The latest time whose events were taken; <see cref="long.MinValue"/> before any.</summary>
    public long LastMs;

    /// <summary>How far the chains got before the events of <see cref="LastMs"/>.</summary>
    public EntryDepth Before;

    /// <summary>How far the chains got.</summary>
    public EntryDepth Now;

    /// <summary>Orders entries by track, then by time.</summary>
    public readonly int CompareTo(ulong session, ulong held, long entryMs)
    {
        var order = Session.CompareTo(session);
        order = order != 0 ? order : Held.CompareTo(held);
        return order != 0 ? order : EntryMs.CompareTo(entryMs);
    }
}
