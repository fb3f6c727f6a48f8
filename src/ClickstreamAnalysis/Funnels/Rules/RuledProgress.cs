using System.Runtime.CompilerServices;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The state of one entity in a funnel whose rules go beyond the ordered best chain.</summary>
internal sealed class RuledProgress : IHeapContainer
{
    /// <summary>The value of <see cref="FirstEntryMs"/> without an entry.</summary>
    public const long NoEntry = long.MaxValue;

    private const int ObjectBytes = 112;
    private const int ArrayBytes = 24;

    private FunnelEvent[] _events = [];
    private int _count;
    private OpenEntries _open;
    private List<TrackBlock>? _blocks;

    /// <summary>The events that can still affect a result, in the order of <see cref="FunnelEvent.CompareTo"/>.</summary>
    public ReadOnlySpan<FunnelEvent> Events => _events.AsSpan(0, _count);

    /// <summary>
    /// The best closed attempt of each session and bucket, not final while a better open one may still be dropped. Empty when attempts are counted. The array
    /// never changes.
    /// </summary>
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

    /// <summary>The open entries. Not stored, and not used when attempts depend on earlier ones.</summary>
    public ref OpenEntries Open => ref _open;

    /// <summary>No event or attempt is left that can affect a result.</summary>
    public bool IsEmpty => _count == 0 && Settled.Length == 0 && Counted.Length == 0 && _blocks is null && FirstEntryMs == NoEntry;

    /// <summary>The number of counted attempts that are not final.</summary>
    public int OpenAttempts => Counted.Count(static attempt => attempt is { IsFinal: false, Taken: not 0 });

    public long? HeapBytes
    {
        get
        {
            var bytes = ObjectBytes + (_events.Length == 0 ? 0 : ArrayBytes + ((long)Unsafe.SizeOf<FunnelEvent>() * _events.Length)) + _open.HeapBytes
                + (Unsafe.SizeOf<TrackBlock>() * (long)(_blocks?.Capacity ?? 0)) + RuledAttempt.HeapBytesOf(Settled);
            return ReferenceEquals(Counted, Settled) ? bytes : bytes + RuledAttempt.HeapBytesOf(Counted);
        }
    }

    /// <summary>Allocates room for the events of a row.</summary>
    public void Reserve(int events) => _events = events == 0 ? [] : new FunnelEvent[SpareArrays<FunnelEvent>.RoomFor(events)];

    /// <summary>Adds an event.</summary>
    /// <param name="added">The event.</param>
    /// <param name="spare">Room for more events.</param>
    public void Add(in FunnelEvent added, SpareArrays<FunnelEvent> spare)
    {
        if (_count == _events.Length)
        {
            _events = spare.Grow(_events);
        }

        AddReserved(in added);
    }

    /// <summary>Adds an event for which there is room.</summary>
    public void AddReserved(in FunnelEvent added)
    {
        var at = _count;
        if (_count > 0 && _events[_count - 1].CompareTo(added) > 0)
        {
            at = Array.BinarySearch(_events, 0, _count, added);
            at = at < 0 ? ~at : at;
            Array.Copy(_events, at, _events, at + 1, _count - at);
        }

        _events[at] = added;
        _count++;
        EarliestMs = Math.Min(EarliestMs, added.TimeMs);
        LatestMs = Math.Max(LatestMs, added.TimeMs);
    }

    /// <summary>Marks an event as taken by a closed attempt.</summary>
    public void MarkUsed(int index) => _events[index] = _events[index] with { IsUsed = true };

    /// <summary>The events of one time, of which some may be moved to the front before the others are removed.</summary>
    public Span<FunnelEvent> EventsToChange(int from, int end) => _events.AsSpan(from..end);

    /// <summary>Removes events of one time but the first ones, of which at least one is kept.</summary>
    public void RemoveTies(int from, int end, int kept)
    {
        Array.Copy(_events, end, _events, from + kept, _count - end);
        _count -= end - from - kept;
    }

    /// <summary>The events of the same track and time: the index of the first, and the index after the last; equal when there are none.</summary>
    public (int From, int End) TiesOf(in FunnelEvent added)
    {
        // Most events are the latest ones.
        if (added.TimeMs > LatestMs)
        {
            return (0, 0);
        }

        var events = Events;
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
    /// <param name="spare">Receives the room of the events if none is left.</param>
    public void DropBefore(long timeMs, SpareArrays<FunnelEvent> spare)
    {
        if (EarliestMs >= timeMs)
        {
            return;
        }

        var (kept, earliestMs) = (0, long.MaxValue);
        for (var i = 0; i < _count && LatestMs >= timeMs; i++)
        {
            if (_events[i].TimeMs >= timeMs)
            {
                earliestMs = Math.Min(earliestMs, _events[i].TimeMs);
                _events[kept++] = _events[i];
            }
        }

        _count = kept;
        EarliestMs = earliestMs;
        if (kept == 0)
        {
            // Most entities have events for a short time, and attempts for much longer.
            spare.Return(_events);
            _events = [];
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
        var (session, held) = _open.TrackOf(index);
        ref var entry = ref _open[index];
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
        if (!_open.IsBuilt)
        {
            return FirstEndMs(funnel);
        }

        var due = EndOfOthersMs(funnel);
        due = LatestMs == long.MinValue ? due : Math.Min(due, funnel.Limits.DueMs(LatestMs));
        for (var i = 0; i < _open.Count; i++)
        {
            if (CanSettle(funnel, i))
            {
                due = Math.Min(due, funnel.Limits.DueMs(_open[i].EntryMs));
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
