using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The chains from one entry. Takes the events of a track in order of time. One instance serves all entries of a task, one after another.</summary>
internal abstract class EntryRun(RuledFunnel funnel)
{
    protected RuledFunnel Funnel => funnel;

    public ulong Session { get; private set; }

    public ulong Held { get; private set; }

    /// <summary>The time of the entry.</summary>
    public long EntryMs { get; private set; }

    /// <summary>The last time that may belong to the attempt, inclusive.</summary>
    public long LimitMs { get; private set; }

    /// <summary>The steps of the best chain, as a bit mask; 0 before the events of the entry were taken.</summary>
    public abstract uint Taken { get; }

    public int Depth => 32 - BitOperations.LeadingZeroCount(Taken);

    /// <summary>The latest time at which the deepest step could be taken.</summary>
    public abstract long LatestMs { get; }

    public void Start(ulong session, ulong held, long entryMs, long limitMs)
    {
        (Session, Held, EntryMs, LimitMs) = (session, held, entryMs, limitMs);
        Clear();
    }

    /// <summary>Takes the events of one time, which is after all times so far.</summary>
    /// <param name="group">The events of this time.</param>
    /// <param name="excludedMs">For each exclusion, the time of its last event before these.</param>
    public abstract void Extend(ReadOnlySpan<FunnelEvent> group, ReadOnlySpan<long> excludedMs);

    /// <summary>Writes the time of each step taken, at the index of the step.</summary>
    public abstract void ReadTimes(Span<long> timesMs);

    public static EntryRun Create(RuledFunnel funnel) => funnel.Order switch
    {
        FunnelOrder.Consecutive => new ConsecutiveRun(funnel),
        FunnelOrder.AnyOrder => new AnyOrderRun(funnel),
        _ => new OrderedRun(funnel),
    };

    /// <summary>Forgets all events.</summary>
    protected abstract void Clear();
}
