using System.Runtime.InteropServices;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Gives the sessions of a lane their fragments after an event came between others.</summary>
/// <remarks>
/// A session goes on where its first fragment is. When several meet there, the lowest id survives and the others merge; fragments where no session
/// goes on open one. So a consumer that upserts by id keeps no orphan. All changes are made before the user's code runs.
/// </remarks>
internal sealed class LaneRegrouper<TKey, TValue, TAggregate>(
    NodeContext context,
    SessionRules rules,
    LaneTotals<TKey, TValue, TAggregate> totals,
    SessionOutputs<TKey, TValue, TAggregate> outputs,
    SessionTally tally)
    where TKey : notnull
{
    private readonly List<LaneSession<TAggregate>> _former = [];
    private readonly List<(SessionChangeKind Kind, int Session, OpenSession<TAggregate> Merged)> _changes = [];

    /// <summary>Regroups the fragments.</summary>
    /// <param name="lanes">The sessions of the key.</param>
    /// <param name="lane">The lane. Its sessions have their totals and the fragments from before the event.</param>
    /// <param name="runs">The sessions after the event.</param>
    /// <param name="at">The fragment that has the event.</param>
    /// <param name="isNew">Whether the event is the only one of its fragment.</param>
    /// <param name="record">The event.</param>
    public void Regroup(SessionLanes<TAggregate> lanes, SessionLane<TAggregate> lane, List<FragmentRun> runs, int at, bool isNew, in Record<TKey, TValue> record)
    {
        _former.Clear();
        _changes.Clear();
        for (var i = 0; i < lane.Sessions.Count; i++)
        {
            _former.Add(lane.Sessions[i]);
        }

        lane.Sessions.Clear();
        var former = CollectionsMarshal.AsSpan(_former);
        var isOwnTime = isNew && IsOwnTime(lane, at);
        var (next, first, extended) = (0, 0, -1);
        foreach (ref readonly var run in CollectionsMarshal.AsSpan(runs))
        {
            var from = next;
            var formerFirst = isNew && first >= at ? first + 1 : first;
            while (next < former.Length && (isNew && first >= at ? first + 1 : first) < run.First + run.Count)
            {
                first += former[next].FragmentCount;
                next++;
            }

            if (from == next)
            {
                Open(lanes, lane, in run, isOwn: isOwnTime && run.First == at);
            }
            else if (Continue(lane, former[from..next], formerFirst, in run, at, isNew))
            {
                extended = lane.Sessions.Count - 1;
            }
        }

        _former.Clear();
        Note(lanes, lane, extended, in record);
    }

    /// <summary>
    /// The id of a new session. When an event at a new time opened it, no earlier session of the lane can have its time; otherwise one may have had it
    /// before it merged, and an ordinal makes the id unique.
    /// </summary>
    public static SessionId NextId(SessionLanes<TAggregate> lanes, long startMs, bool isOwn) =>
        new(startMs, isOwn && lanes.LaneCount == 1 ? 0 : ++lanes.Ordinals);

    /// <summary>Whether no other fragment contains the time of the new one.</summary>
    private static bool IsOwnTime(SessionLane<TAggregate> lane, int at)
    {
        for (var i = 0; i < at; i++)
        {
            if (lane.Fragments[i].EndMs >= lane.Fragments[at].StartMs)
            {
                return false;
            }
        }

        return true;
    }

    private void Open(SessionLanes<TAggregate> lanes, SessionLane<TAggregate> lane, in FragmentRun run, bool isOwn)
    {
        var session = new LaneSession<TAggregate> { Id = NextId(lanes, run.StartMs, isOwn), Revision = 1 };
        session.Cover(in run);
        lane.Sessions.Add(in session);
        tally.Opened++;
        if (run.IsCapped)
        {
            context.MarkSessionLimitHit();
        }

        _changes.Add((SessionChangeKind.Opened, lane.Sessions.Count - 1, default));
    }

    /// <summary>Continues the surviving session. Returns whether nothing but the event was added to it, so that its total can be extended.</summary>
    private bool Continue(
        SessionLane<TAggregate> lane, Span<LaneSession<TAggregate>> former, int formerFirst, in FragmentRun run, int at, bool isNew)
    {
        var survivor = former[0];
        var revision = survivor.Revision;
        foreach (ref readonly var one in former[1..])
        {
            survivor = one.Id < survivor.Id ? one : survivor;
            revision = Math.Max(revision, one.Revision);
        }

        foreach (ref var one in former)
        {
            if (one.Id != survivor.Id)
            {
                one.Revision++;
                revision = Math.Max(revision, one.Revision);
                tally.Merged++;
                _changes.Add((SessionChangeKind.Merged, lane.Sessions.Count, totals.IsKept ? one.WithTotal() : default));
            }
        }

        var hasEvent = run.Contains(at);
        var keepsFragments = former.Length == 1
            && survivor.FragmentCount == run.Count - (hasEvent && isNew ? 1 : 0)
            && formerFirst == run.First + (isNew && run.First == at ? 1 : 0);
        if (hasEvent || !keepsFragments)
        {
            survivor.Cover(in run);
            survivor.Revision = revision + 1;
            survivor.Total = keepsFragments ? survivor.Total : null;
            _changes.Add((SessionChangeKind.Updated, lane.Sessions.Count, default));
        }

        lane.Sessions.Add(in survivor);
        return hasEvent && keepsFragments;
    }

    private void Note(SessionLanes<TAggregate> lanes, SessionLane<TAggregate> lane, int extended, in Record<TKey, TValue> record)
    {
        foreach (ref readonly var change in outputs.HasChanges ? CollectionsMarshal.AsSpan(_changes) : [])
        {
            ref var session = ref lane.Sessions[change.Session];
            var number = lanes.NumberOf(in session, rules.NumberRetentionMs);
            if (change.Kind == SessionChangeKind.Merged)
            {
                outputs.Note(change.Kind, in change.Merged, number, session.Id);
                continue;
            }

            if (change.Session == extended)
            {
                totals.Add(lane, change.Session, in record);
            }
            else
            {
                totals.Ensure(lane, change.Session);
            }

            outputs.Note(change.Kind, session.WithTotal(), number);
        }

        _changes.Clear();
    }
}
