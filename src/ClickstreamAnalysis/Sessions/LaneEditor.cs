using System.Runtime.InteropServices;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Adds events to the sessions of a lane, and notes each change for the outputs.</summary>
internal sealed class LaneEditor<TKey, TValue, TAggregate>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly SessionRules _rules;
    private readonly ISessionAggregator<TKey, TValue, TAggregate> _aggregator;
    private readonly SessionOutputs<TKey, TValue, TAggregate> _outputs;
    private readonly SessionTally _tally;
    private readonly FragmentRules _fragmentRules;
    private readonly LaneTotals<TKey, TValue, TAggregate> _totals;
    private readonly LaneSettler<TKey, TValue, TAggregate> _settler;
    private readonly LaneRegrouper<TKey, TValue, TAggregate> _regrouper;
    private readonly SpareLanes<TAggregate> _spare = new();
    private readonly List<FragmentRun> _runs = [];

    public LaneEditor(
        NodeContext context,
        SessionRules rules,
        ISessionAggregator<TKey, TValue, TAggregate> aggregator,
        AggregateCopier<TAggregate> copier,
        SessionOutputs<TKey, TValue, TAggregate> outputs,
        SessionTally tally)
    {
        _context = context;
        _rules = rules;
        _aggregator = aggregator;
        _outputs = outputs;
        _tally = tally;
        _fragmentRules = new(rules);
        _totals = new(aggregator, copier, outputs.HasChanges);
        _settler = new(aggregator);
        _regrouper = new(context, rules, _totals, outputs, tally);
    }

    /// <summary>Opens a session after all others of the lane.</summary>
    /// <param name="lanes">The sessions of the key.</param>
    /// <param name="lane">The lane; null to add one.</param>
    /// <param name="record">The event.</param>
    /// <param name="marks">What the rules say about the event.</param>
    /// <param name="isCapped">Whether a cap is the only reason for the new session.</param>
    public void Open(SessionLanes<TAggregate> lanes, SessionLane<TAggregate>? lane, in Record<TKey, TValue> record, in SplitMarks marks, bool isCapped)
    {
        // Must be first: the user's code may throw.
        var aggregate = _aggregator.Create(in record);
        var total = _totals.OfOne(in record, in aggregate);
        if (lane is null)
        {
            lane = _spare.Take(marks.LaneId);
            lanes.Add(lane);
        }

        lane.Fragments.Add(Instant(in record, in marks, aggregate, texts: null));
        var session = new LaneSession<TAggregate>
        {
            Id = LaneRegrouper<TKey, TValue, TAggregate>.NextId(lanes, record.TimestampMs, isOwn: true),
            Revision = 1,
            FragmentCount = 1,
            StartMs = record.TimestampMs,
            EndMs = record.TimestampMs,
            EventCount = 1,
            Total = total,
        };
        lane.Sessions.Add(in session);
        _tally.Opened++;
        if (isCapped)
        {
            _context.MarkSessionLimitHit();
        }

        Note(SessionChangeKind.Opened, lanes, in session);
    }

    /// <summary>Adds an event that follows all others of the lane to the last session.</summary>
    /// <returns>False when a rule or a cap starts a new session with the event.</returns>
    public bool TryAppend(
        SessionLanes<TAggregate> lanes, SessionLane<TAggregate> lane, in Record<TKey, TValue> record, in SplitMarks marks, out bool isCapped)
    {
        ref var session = ref lane.Sessions.Last;
        var first = lane.Fragments.Count - session.FragmentCount;
        var run = new FragmentRun(first, session.FragmentCount, session.StartMs, session.EndMs, session.EventCount, IsCapped: false);
        var texts = lane.Fragments[first].Texts;
        var fragment = Instant(in record, in marks, default!, texts);
        var isSplit = _fragmentRules.IsSplit(in run, texts, lane.Fragments.Last.Ends, in fragment);
        isCapped = !isSplit && !_fragmentRules.HasRoom(in run, in fragment);
        if (isSplit || isCapped)
        {
            return false;
        }

        // Must be first: the user's code may throw.
        fragment.Aggregate = _aggregator.Create(in record);
        _totals.Add(lane, lane.Sessions.Count - 1, in record);
        lane.Fragments.Add(in fragment);
        session.FragmentCount++;
        session.EndMs = record.TimestampMs;
        session.EventCount++;
        session.Revision++;
        Note(SessionChangeKind.Updated, lanes, in session);
        BoundFragments(lane);
        return true;
    }

    /// <summary>Adds an event that does not follow all others of the lane, and divides the lane into sessions again.</summary>
    /// <param name="lanes">The sessions of the key.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="record">The event.</param>
    /// <param name="marks">What the rules say about the event.</param>
    /// <param name="isOver">Whether a session of the event alone would be over.</param>
    /// <returns>False when the event is late: its own session would be over, and it joins no other.</returns>
    public bool TryInsert(SessionLanes<TAggregate> lanes, SessionLane<TAggregate> lane, in Record<TKey, TValue> record, in SplitMarks marks, bool isOver)
    {
        _totals.EnsureAll(lane);
        var at = lane.IndexAt(record.TimestampMs);
        var isNew = !TryAddToFragment(lane, at, in record, in marks);
        if (isNew)
        {
            at++;
            lane.Fragments.Insert(at) = Instant(in record, in marks, default!, texts: null);
        }

        _fragmentRules.Divide(in lane.Fragments, _runs);
        if (isNew && !TryCreate(lane, at, in record, isOver))
        {
            return false;
        }

        _regrouper.Regroup(lanes, lane, _runs, at, isNew, in record);
        BoundFragments(lane);
        return true;
    }

    /// <summary>Merges the fragments of each session that end before a time: no event within the grace period can come between them.</summary>
    public void Settle(SessionLane<TAggregate> lane, long beforeMs) => _settler.Settle(lane, beforeMs);

    /// <summary>Closes a session, whose events are all older than the grace period, and removes its lane if it was the last one.</summary>
    public void Close(SessionLanes<TAggregate> lanes, SessionLane<TAggregate> lane, int index)
    {
        var aggregate = _settler.SettleAll(lane, index);
        ref var session = ref lane.Sessions[index];
        session.Revision++;
        var number = lanes.Numbers?.Close(session.StartMs, session.EndMs, _rules.NumberRetentionMs) ?? 0;
        _outputs.Note(SessionChangeKind.Closed, session.With(aggregate), number);
        lane.Fragments.Remove(lane.FirstFragmentOf(index), 1);
        lane.Sessions.Remove(index, 1);
        _tally.Closed++;
        if (lane.Sessions.Count == 0)
        {
            lanes.Remove(lane);
            _spare.Return(lane);
        }
    }

    /// <summary>Settles fragments early when there are too many, so that a bot cannot fill the memory. That is counted like other limits.</summary>
    private void BoundFragments(SessionLane<TAggregate> lane)
    {
        if (lane.Fragments.Count - lane.Sessions.Count >= _rules.MaxFragments)
        {
            Settle(lane, lane.Fragments[lane.Fragments.Count - (_rules.MaxFragments / 2)].StartMs);
            _context.MarkSessionLimitHit();
        }
    }

    /// <summary>Adds the event to a fragment of the same time, or to a settled one that contains its time.</summary>
    private bool TryAddToFragment(SessionLane<TAggregate> lane, int index, in Record<TKey, TValue> record, in SplitMarks marks)
    {
        if (index < 0)
        {
            return false;
        }

        ref var fragment = ref lane.Fragments[index];
        if (record.TimestampMs > fragment.EndMs || (!fragment.IsInstant && fragment.EventCount >= _rules.MaxEvents))
        {
            return false;
        }

        _aggregator.Add(ref fragment.Aggregate, in record);
        fragment.EventCount++;
        if (fragment.IsInstant)
        {
            fragment.Starts |= marks.Starts;
            fragment.Ends |= marks.Ends;
            fragment.Texts = SplitTexts.Union(fragment.Texts, marks.Texts);
        }

        return true;
    }

    /// <summary>Computes the aggregate of a new fragment. Removes the fragment when it is late or the user's code throws.</summary>
    private bool TryCreate(SessionLane<TAggregate> lane, int at, in Record<TKey, TValue> record, bool isOver)
    {
        var isCreated = false;
        try
        {
            if (!isOver || !IsAlone(at))
            {
                lane.Fragments[at].Aggregate = _aggregator.Create(in record);
                isCreated = true;
            }
        }
        finally
        {
            if (!isCreated)
            {
                lane.Fragments.Remove(at, 1);
            }
        }

        return isCreated;
    }

    private bool IsAlone(int at)
    {
        foreach (ref readonly var run in CollectionsMarshal.AsSpan(_runs))
        {
            if (run.First == at && run.Count == 1)
            {
                return true;
            }
        }

        return false;
    }

    private void Note(SessionChangeKind kind, SessionLanes<TAggregate> lanes, in LaneSession<TAggregate> session)
    {
        if (_outputs.HasChanges)
        {
            _outputs.Note(kind, session.WithTotal(), lanes.NumberOf(in session, _rules.NumberRetentionMs));
        }
    }

    private static Fragment<TAggregate> Instant(in Record<TKey, TValue> record, in SplitMarks marks, TAggregate aggregate, string?[]? texts) => new()
    {
        StartMs = record.TimestampMs,
        EndMs = record.TimestampMs,
        EventCount = 1,
        Texts = SplitTexts.Keep(marks.Texts, texts),
        Starts = marks.Starts,
        Ends = marks.Ends,
        Aggregate = aggregate,
    };
}
