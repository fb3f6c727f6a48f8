using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Groups the events of one task into sessions under split rules that depend on values.</summary>
/// <remarks>
/// <para>
/// An event that arrives out of order can split a session that has events on both sides, and an aggregate cannot be taken apart. So events that
/// are younger than stream time − grace period stay fragments of their session, and are merged only when no event within the grace period can come
/// before them. The sessions are always those that result from the fragments in order of event time.
/// </para>
/// <para>Before an event of a key, its expired sessions are closed and its fragments settled by stream time, so results do not depend on sweeps.</para>
/// </remarks>
internal sealed class SplitSessionReceiver<TKey, TValue, TAggregate> : Receiver<TKey, TValue>, IExpiryHandler<TKey, SessionLanes<TAggregate>>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly ExpiringTable<TKey, SessionLanes<TAggregate>> _table;
    private readonly SessionTally _tally;
    private readonly SessionRules _rules;
    private readonly SplitRules<TValue> _splits;
    private readonly LaneEditor<TKey, TValue, TAggregate> _editor;
    private readonly SessionOutputs<TKey, TValue, TAggregate> _outputs;
    private readonly string?[] _texts;

    public SplitSessionReceiver(
        NodeContext context,
        OperatorSite site,
        ExpiringTable<TKey, SessionLanes<TAggregate>> table,
        SessionRules rules,
        SplitRules<TValue> splits,
        ISessionAggregator<TKey, TValue, TAggregate> aggregator,
        AggregateCopier<TAggregate> copier,
        SessionOutputs<TKey, TValue, TAggregate> outputs)
    {
        _context = context;
        _site = site;
        _clock = context.Clock;
        _table = table;
        _rules = rules;
        _splits = splits;
        _outputs = outputs;
        _texts = new string?[splits.ChangeCount];
        context.OnStreamTime((streamTimeMs, ref most) => _table.Advance(streamTimeMs, this, ref most));
        context.OnEndOfInput(rules.IsNumbered ? LatestCloseMs : _table.LatestDueMs);
        _tally = context.TallySessions(SessionLanesSerde<TAggregate>.CountOf);
        context.OnCountOpen("sessions", most => _table.CountUpTo(most, static lanes => lanes.Count));
        _editor = new(context, rules, aggregator, copier, outputs, _tally);
    }

    public override void Process(in Record<TKey, TValue> record)
    {
        try
        {
            Accept(in record);
        }
        catch (Exception error) when (_site.Threw(error))
        {
            throw;
        }
    }

    public void OnDue(LiveEntry<TKey, SessionLanes<TAggregate>> entry)
    {
        CloseOver(entry.State, _clock.StreamTimeMs);
        Settle(entry);
        _outputs.Forward(entry.Key);
    }

    private void Accept(in Record<TKey, TValue> record)
    {
        if (record.Key is null)
        {
            _context.MarkRejected("session-null-key");
            return;
        }

        // Must be first: the user's code may throw, and then nothing has changed.
        var marks = _splits.Read(record.Value, _texts);
        if (_table.Find(record.Key) is not { } entry)
        {
            OpenFirst(in record, in marks);
            return;
        }

        try
        {
            CloseOver(entry.State, _clock.StreamTimeMs);
            if (!TryTake(entry.State, in record, in marks))
            {
                _outputs.OnLate(in record);
            }
        }
        finally
        {
            // Runs also when the user's aggregator throws, because expired sessions are closed by now and their closing must be forwarded.
            Settle(entry);
            _outputs.Forward(record.Key);
        }
    }

    private void OpenFirst(in Record<TKey, TValue> record, in SplitMarks marks)
    {
        if (_rules.IsOver(record.TimestampMs, _clock.StreamTimeMs))
        {
            _outputs.OnLate(in record);
            return;
        }

        var lanes = new SessionLanes<TAggregate> { Numbers = _rules.NewNumbers() };
        _editor.Open(lanes, lane: null, in record, in marks, isCapped: false);
        _table.Add(record.Key, lanes, record.TimestampMs + _rules.CloseAfterMs);
        _outputs.Forward(record.Key);
    }

    /// <summary>Adds the event to the sessions of its lane. Returns false when the event is late.</summary>
    private bool TryTake(SessionLanes<TAggregate> lanes, in Record<TKey, TValue> record, in SplitMarks marks)
    {
        var isOver = _rules.IsOver(record.TimestampMs, _clock.StreamTimeMs);
        var isCapped = false;
        var lane = lanes.Find(marks.LaneId);
        if (lane is not null)
        {
            _editor.Settle(lane, _clock.StreamTimeMs - _rules.GraceMs);
            if (record.TimestampMs <= lane.EndMs)
            {
                return _editor.TryInsert(lanes, lane, in record, in marks, isOver);
            }

            if (_editor.TryAppend(lanes, lane, in record, in marks, out isCapped))
            {
                return true;
            }
        }

        if (!isOver)
        {
            _editor.Open(lanes, lane, in record, in marks, isCapped);
        }

        return !isOver;
    }

    private void CloseOver(SessionLanes<TAggregate> lanes, long streamTimeMs)
    {
        while (lanes.LaneCount > 0)
        {
            var lane = lanes.FindFirstEnd(out var index);
            if (!_rules.IsOver(lane.Sessions[index].EndMs, streamTimeMs))
            {
                return;
            }

            _editor.Close(lanes, lane, index);
        }

        // No session is left: a sweep before might have removed the row, and must change nothing.
        lanes.Ordinals = 0;
        _rules.ForgetOver(lanes.Numbers, streamTimeMs);
    }

    private void Settle(LiveEntry<TKey, SessionLanes<TAggregate>> entry)
    {
        var lanes = entry.State;
        if (lanes.LaneCount > 0)
        {
            var lane = lanes.FindFirstEnd(out var index);
            _table.Touch(entry, lane.Sessions[index].EndMs + _rules.CloseAfterMs);
        }
        else if (lanes.Numbers is { } numbers && _rules.NumberDueMs(numbers) >= _clock.StreamTimeMs)
        {
            _table.Touch(entry, _rules.NumberDueMs(numbers));
        }
        else
        {
            _table.Remove(entry);
        }
    }

    /// <summary>By when all open sessions are over; null when there are none. Rows that only hold a number do not count.</summary>
    private long? LatestCloseMs() =>
        _table.CountUpTo(1, static lanes => lanes.Count) == 0 ? null : _clock.StreamTimeMs + _rules.CloseAfterMs;
}
