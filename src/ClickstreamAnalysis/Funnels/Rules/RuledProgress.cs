using System.Runtime.CompilerServices;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The state of one entity in a funnel whose rules go beyond the ordered best chain.</summary>
internal sealed class RuledProgress : IHeapContainer
{
    /// <summary>The value of <see cref="FirstEntryMs"/> without an entry.</summary>
    public const long NoEntry = long.MaxValue;

    private const int ObjectBytes = 56;
    private const int ListBytes = 56;

    private List<TrackBlock>? _blocks;

    /// <summary>The events that can still affect a result, and the open entries; null when there are none.</summary>
    public KeptEvents? Kept { get; private set; }

    /// <summary>The events that can still affect a result, in the order of <see cref="FunnelEvent.CompareTo"/>.</summary>
    public ReadOnlySpan<FunnelEvent> Events => Kept is null ? [] : Kept.Events;

    /// <summary>The open entries. There must be events.</summary>
    public ref OpenEntries Open => ref Kept!.Open;

    /// <summary>
    /// The best closed attempt of each session and bucket, not final while a better open one may still be dropped. Empty when attempts are counted.
    /// </summary>
    public AttemptSet Settled { get; set; }

    /// <summary>
    /// What counts now: the best attempt of each session and bucket, or each open attempt when attempts are counted. It is the same set as
    /// <see cref="Settled"/> when no open attempt counts.
    /// </summary>
    public AttemptSet Counted { get; set; }

    public IReadOnlyList<TrackBlock> Blocks => _blocks ?? (IReadOnlyList<TrackBlock>)[];

    /// <summary>The time of the first entry ever. Kept only for funnels that allow no other.</summary>
    public long FirstEntryMs { get; set; } = NoEntry;

    /// <summary>No event or attempt is left that can affect a result.</summary>
    public bool IsEmpty => Events.IsEmpty && Settled.Count == 0 && Counted.Count == 0 && _blocks is null && FirstEntryMs == NoEntry;

    /// <summary>The number of counted attempts that are not final. Those whose end has not been applied yet are among them.</summary>
    public int OpenAttempts
    {
        get
        {
            var open = 0;
            for (var i = 0; i < Counted.Count; i++)
            {
                open += Counted[i].IsOpen ? 1 : 0;
            }

            return open;
        }
    }

    public long? HeapBytes => ObjectBytes + (Kept?.HeapBytes ?? 0) + Settled.HeapBytes + (Counted.Is(Settled) ? 0 : Counted.HeapBytes)
        + (_blocks is null ? 0 : ListBytes + (Unsafe.SizeOf<TrackBlock>() * (long)_blocks.Capacity));

    /// <summary>Allocates room for the events of a row.</summary>
    public void Reserve(int events)
    {
        if (events > 0)
        {
            Kept = new KeptEvents();
            Kept.Reserve(events);
        }
    }

    /// <summary>Adds an event.</summary>
    /// <param name="added">The event.</param>
    /// <param name="spare">Room for more events.</param>
    public void Add(in FunnelEvent added, SpareRoom spare)
    {
        Kept ??= spare.Take();
        Kept.Add(in added, spare.Events);
    }

    /// <summary>Gives the room of the events back if none is left.</summary>
    /// <param name="spare">Receives the room.</param>
    public void ReleaseUnused(SpareRoom spare)
    {
        if (Kept is { Events.IsEmpty: true })
        {
            Kept.Release(spare);
            Kept = null;
        }
    }

    /// <summary>Sets the time up to which a track has no further entry.</summary>
    public void Block(TrackBlock block)
    {
        _blocks ??= [];
        _blocks.RemoveAll(other => other.Session == block.Session && other.Held == block.Held);
        _blocks.Add(block);
    }

    /// <summary>The last time at which a track has no further entry; <see cref="long.MinValue"/> when it has no block.</summary>
    public long BlockedUntilMs(ulong session, ulong held)
    {
        foreach (var block in Blocks)
        {
            if (block.Session == session && block.Held == held)
            {
                return block.UntilMs;
            }
        }

        return long.MinValue;
    }

    /// <summary>Removes blocks whose last entry would be late.</summary>
    public void DropBlocks(FunnelRules limits, long streamTimeMs)
    {
        _blocks?.RemoveAll(block => limits.IsOver(block.UntilMs, streamTimeMs));
        _blocks = _blocks is { Count: 0 } ? null : _blocks;
    }

    /// <summary>The attempt that is the best closed one of a session and bucket; null when there is none.</summary>
    public RuledAttempt? SettledOf(RuledFunnel funnel, ulong session, long bucketStartMs) => Settled.Find(funnel.Limits, session, bucketStartMs);

    /// <summary>Whether the end of an open attempt, as it is now, changes which closed attempt is the best.</summary>
    public bool CanSettle(RuledFunnel funnel, int index)
    {
        var (session, held) = Open.TrackOf(index);
        ref var entry = ref Open[index];
        var best = Settled.Count == 0 ? null : SettledOf(funnel, session, funnel.Limits.BucketStartMs(entry.EntryMs));
        return best is not { Taken: 0 } && entry.Now.Effect switch
        {
            ExclusionEffect.DropEntity => true,
            ExclusionEffect.DropAttempt => false,
            _ => RuledAttempt.IsBetter(entry.Now.Depth, entry.EntryMs, held, best),
        };
    }

    /// <summary>The first time at which anything ends: an event, an attempt, or what is known of one.</summary>
    public long FirstEndMs(RuledFunnel funnel) =>
        Math.Min(Events.IsEmpty ? long.MaxValue : funnel.Limits.DueMs(Kept!.EarliestMs), EndOfOthersMs(funnel));

    /// <summary>
    /// The next time to settle: when an attempt closes that may be the best, or memory can be freed. Without subscribers of outcomes, only the latter: closing
    /// changes no count, and each event and query settles first.
    /// </summary>
    /// <param name="funnel">The funnel.</param>
    /// <param name="hasOutcomes">Whether something subscribes to outcomes, and must be told when they are final.</param>
    public long NextDueMs(RuledFunnel funnel, bool hasOutcomes)
    {
        if (Kept is null)
        {
            return EndOfOthersMs(funnel);
        }

        var due = Math.Min(EndOfOthersMs(funnel), funnel.Limits.DueMs(Kept.LatestMs));
        if (!hasOutcomes)
        {
            return due;
        }

        if (!Open.IsBuilt)
        {
            return FirstEndMs(funnel);
        }

        ref var open = ref Open;
        for (var i = 0; i < open.Count; i++)
        {
            if (CanSettle(funnel, i))
            {
                due = Math.Min(due, funnel.Limits.DueMs(open[i].EntryMs));
                if (!funnel.HasTracks)
                {
                    break;
                }
            }
        }

        return due;
    }

    private long EndOfOthersMs(RuledFunnel funnel)
    {
        var end = long.MaxValue;
        for (var i = 0; i < Settled.Count; i++)
        {
            var attempt = Settled[i];

            // One that is not final yet waits for an open attempt.
            end = attempt.IsFinal ? Math.Min(end, funnel.KnownUntilMs(attempt)) : end;
        }

        for (var i = 0; i < _blocks?.Count; i++)
        {
            end = Math.Min(end, funnel.Limits.DueMs(_blocks[i].UntilMs));
        }

        return end;
    }
}
