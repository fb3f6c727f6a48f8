using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The chains from one entry. Takes the events of a track in order of time, and can be taken back to any time.</summary>
internal abstract class EntryRun(RuledFunnel funnel)
{
    protected RuledFunnel Funnel => funnel;

    public ulong Session { get; private set; }

    public ulong Held { get; private set; }

    /// <summary>The time of the entry.</summary>
    public long EntryMs { get; private set; }

    /// <summary>The last time that may belong to the attempt, inclusive.</summary>
    public long LimitMs { get; set; }

    /// <summary>The attempt as last computed; null when the run has changed since.</summary>
    public RuledAttempt? Attempt { get; set; }

    /// <summary>The steps of the best chain, as a bit mask; 0 before the events of the entry were taken.</summary>
    public abstract uint Taken { get; }

    public int Depth => 32 - BitOperations.LeadingZeroCount(Taken);

    /// <summary>The latest time at which the deepest step could be taken.</summary>
    public abstract long LatestMs { get; }

    public void Start(in FunnelEvent entry) => Start(entry.Session, entry.Held, entry.TimeMs);

    public void Start(ulong session, ulong held, long entryMs)
    {
        Session = session;
        Held = held;
        EntryMs = entryMs;
        Attempt = null;
        Rewind(long.MinValue);
    }

    /// <summary>Forgets all events at or after a time.</summary>
    public abstract void Rewind(long fromMs);

    /// <summary>Takes the events of one time, which is after all times so far.</summary>
    /// <param name="group">The events of this time.</param>
    /// <param name="excludedMs">For each exclusion, the time of its last event before these.</param>
    public abstract void Extend(ReadOnlySpan<FunnelEvent> group, ReadOnlySpan<long> excludedMs);

    /// <summary>Writes the time of each step taken, at the index of the step.</summary>
    public abstract void ReadTimes(Span<long> timesMs);

    /// <summary>The depth reached with events up to a time.</summary>
    public abstract int DepthAt(long timeMs);

    public static EntryRun Create(RuledFunnel funnel) => funnel.Order switch
    {
        FunnelOrder.Consecutive => new ConsecutiveRun(funnel),
        FunnelOrder.AnyOrder => new AnyOrderRun(funnel),
        _ => new OrderedRun(funnel),
    };
}
