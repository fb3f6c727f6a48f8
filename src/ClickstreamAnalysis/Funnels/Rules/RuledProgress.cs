using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The state of one entity in a funnel whose rules go beyond the ordered best chain.</summary>
internal sealed class RuledProgress : IHeapContainer
{
    /// <summary>The value of <see cref="FirstEntryMs"/> without an entry.</summary>
    public const long NoEntry = long.MaxValue;

    private const int ObjectBytes = 96;
    private const int ListBytes = 56;

    private static readonly List<FunnelEvent> s_none = [];

    private List<FunnelEvent>? _events;
    private List<TrackBlock>? _blocks;

    /// <summary>The events that can still affect a result, in the order of <see cref="FunnelEvent.CompareTo"/>.</summary>
    public List<FunnelEvent> Events => _events ?? s_none;

    /// <summary>The best closed attempt of each session and bucket. Empty when attempts are counted. The array never changes.</summary>
    public RuledAttempt[] Settled { get; set; } = [];

    /// <summary>
    /// What counts now: the best attempt of each session and bucket, or each open attempt when attempts are counted. The array never changes; it
    /// is that of <see cref="Settled"/> when no open attempt counts.
    /// </summary>
    public RuledAttempt[] Counted { get; set; } = [];

    public IReadOnlyList<TrackBlock> Blocks => _blocks ?? (IReadOnlyList<TrackBlock>)[];

    /// <summary>The time of the first entry ever. Kept only for funnels that allow no other.</summary>
    public long FirstEntryMs { get; set; } = NoEntry;

    /// <summary>The time of the earliest event; <see cref="long.MaxValue"/> when there is none.</summary>
    public long EarliestMs { get; private set; } = long.MaxValue;

    /// <summary>The time of the latest event; <see cref="long.MinValue"/> when there is none.</summary>
    public long LatestMs { get; private set; } = long.MinValue;

    /// <summary>The open entries; null when they must be found again. Not stored, and not used when attempts depend on earlier ones.</summary>
    public OpenEntries? Open { get; set; }

    /// <summary>No event or attempt is left that can affect a result.</summary>
    public bool IsEmpty => Events.Count == 0 && Settled.Length == 0 && Counted.Length == 0 && _blocks is null && FirstEntryMs == NoEntry;

    /// <summary>The number of counted attempts that are not final.</summary>
    public int OpenAttempts => Counted.Count(static attempt => attempt is { IsFinal: false, Taken: not 0 });

    public ReadOnlySpan<FunnelEvent> Span => CollectionsMarshal.AsSpan(Events);

    public long? HeapBytes
    {
        get
        {
            var bytes = ObjectBytes + (_events is null ? 0 : ListBytes + ((long)Unsafe.SizeOf<FunnelEvent>() * _events.Capacity)) + (Open?.HeapBytes ?? 0)
                + (Unsafe.SizeOf<TrackBlock>() * (long)(_blocks?.Capacity ?? 0)) + RuledAttempt.HeapBytesOf(Settled);
            return ReferenceEquals(Counted, Settled) ? bytes : bytes + RuledAttempt.HeapBytesOf(Counted);
        }
    }

    /// <summary>Adds an event.</summary>
    /// <param name="added">The event.</param>
    /// <param name="spare">Room for the first event; null to allocate it.</param>
    public void Add(in FunnelEvent added, SpareRoom? spare)
    {
        _events ??= spare?.TakeEvents() ?? [];
        if (_events.Count == 0 || _events[^1].CompareTo(added) <= 0)
        {
            _events.Add(added);
        }
        else
        {
            var at = _events.BinarySearch(added);
            _events.Insert(at < 0 ? ~at : at, added);
        }

        EarliestMs = Math.Min(EarliestMs, added.TimeMs);
        LatestMs = Math.Max(LatestMs, added.TimeMs);
    }

    /// <summary>The events of the same track and time: the index of the first, and the index after the last.</summary>
    public (int From, int End) TiesOf(in FunnelEvent added)
    {
        // Most events are the latest ones.
        var events = Span;
        if (events.IsEmpty || events[^1].CompareTime(in added) < 0)
        {
            return (events.Length, events.Length);
        }

        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = events[middle].CompareTime(in added) < 0 ? (middle + 1, high) : (low, middle);
        }

        var end = low;
        while (end < events.Length && events[end].CompareTime(in added) == 0)
        {
            end++;
        }

        return (low, end);
    }

    /// <summary>Removes events before this time.</summary>
    /// <param name="timeMs">The time.</param>
    /// <param name="spare">Receives the room of the last event.</param>
    public void DropBefore(long timeMs, SpareRoom spare)
    {
        if (EarliestMs >= timeMs)
        {
            return;
        }

        var (kept, earliestMs) = (0, long.MaxValue);
        var events = CollectionsMarshal.AsSpan(Events);
        foreach (ref readonly var candidate in events)
        {
            if (candidate.TimeMs >= timeMs)
            {
                earliestMs = Math.Min(earliestMs, candidate.TimeMs);
                events[kept++] = candidate;
            }
        }

        CollectionsMarshal.SetCount(Events, kept);
        EarliestMs = earliestMs;
        if (kept == 0)
        {
            // Most entities have events for a short time, and attempts for much longer.
            spare.Return(Events);
            _events = null;
            LatestMs = long.MinValue;
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
    public RuledAttempt? SettledOf(RuledFunnel funnel, ulong session, long bucketStartMs)
    {
        foreach (var attempt in Settled)
        {
            if (attempt.Session == session && funnel.Limits.BucketStartMs(attempt.EntryMs) == bucketStartMs)
            {
                return attempt;
            }
        }

        return null;
    }

    /// <summary>Whether the end of an open attempt, as it is now, changes which closed attempt is the best.</summary>
    public bool CanSettle(RuledFunnel funnel, int index)
    {
        var (session, held) = Open!.TrackOf(index);
        ref var entry = ref Open[index];
        var best = Settled.Length == 0 ? null : SettledOf(funnel, session, funnel.Limits.BucketStartMs(entry.EntryMs));
        return best is not { Taken: 0 } && entry.Now.Effect switch
        {
            ExclusionEffect.DropEntity => true,
            ExclusionEffect.DropAttempt => false,
            _ => RuledAttempt.IsBetter(entry.Now.Depth, entry.EntryMs, held, best),
        };
    }

    /// <summary>The first time at which anything ends: an event, an attempt, or what is known of one.</summary>
    public long FirstEndMs(RuledFunnel funnel) =>
        Math.Min(EarliestMs == long.MaxValue ? long.MaxValue : funnel.Limits.DueMs(EarliestMs), EndOfOthersMs(funnel));

    /// <summary>The next time to settle: when an attempt closes that may be the best, or memory can be freed.</summary>
    public long NextDueMs(RuledFunnel funnel)
    {
        if (Open is null)
        {
            return FirstEndMs(funnel);
        }

        var due = EndOfOthersMs(funnel);
        due = LatestMs == long.MinValue ? due : Math.Min(due, funnel.Limits.DueMs(LatestMs));
        for (var i = 0; i < Open.Count; i++)
        {
            if (CanSettle(funnel, i))
            {
                due = Math.Min(due, funnel.Limits.DueMs(Open[i].EntryMs));
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
        foreach (var attempt in Settled)
        {
            end = Math.Min(end, funnel.KnownUntilMs(attempt));
        }

        for (var i = 0; i < _blocks?.Count; i++)
        {
            end = Math.Min(end, funnel.Limits.DueMs(_blocks[i].UntilMs));
        }

        return end;
    }
}
