using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Groups the events of one task into sessions.</summary>
/// <remarks>
/// Expired sessions of a key are closed by stream time before an event of the key is processed, so results do not depend on when the
/// table was last swept. State is updated completely before anything is forwarded, so an exception downstream never leaves an event half
/// applied.
/// </remarks>
internal sealed class SessionizeReceiver<TKey, TValue, TAggregate> : Receiver<TKey, TValue>, IExpiryHandler<TKey, OpenSessions<TAggregate>>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly ExpiringTable<TKey, OpenSessions<TAggregate>> _table;
    private readonly SessionTally _tally;
    private readonly SessionRules _rules;
    private readonly ISessionAggregator<TKey, TValue, TAggregate> _aggregator;
    private readonly SessionOutputs<TKey, TValue, TAggregate> _outputs;
    private readonly LocalDays? _days;

    public SessionizeReceiver(
        NodeContext context,
        OperatorSite site,
        ExpiringTable<TKey, OpenSessions<TAggregate>> table,
        SessionRules rules,
        ISessionAggregator<TKey, TValue, TAggregate> aggregator,
        SessionOutputs<TKey, TValue, TAggregate> outputs)
    {
        _context = context;
        _site = site;
        _clock = context.Clock;
        _table = table;
        _rules = rules;
        _aggregator = aggregator;
        _outputs = outputs;
        _days = rules.Midnight is { } zone ? new LocalDays(zone) : null;
        context.OnStreamTime((streamTimeMs, ref most) => _table.Advance(streamTimeMs, this, ref most));
        context.OnEndOfInput(rules.IsNumbered ? LatestCloseMs : _table.LatestDueMs);
        _tally = context.TallySessions(OpenSessionsSerde<TAggregate>.CountOf);
        context.OnCountOpen("sessions", most => _table.CountUpTo(most, static sessions => sessions.Count));
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

    private void Accept(in Record<TKey, TValue> record)
    {
        if (record.Key is null)
        {
            _context.MarkRejected("session-null-key");
            return;
        }

        var streamTimeMs = _clock.StreamTimeMs;
        var entry = _table.Find(record.Key);
        if (entry is null)
        {
            OpenFirst(in record, streamTimeMs);
        }
        else if (!TryExtend(entry, in record, streamTimeMs))
        {
            Place(entry, in record, streamTimeMs);
        }
    }

    public void OnDue(LiveEntry<TKey, OpenSessions<TAggregate>> entry)
    {
        CloseOver(entry.State, _clock.StreamTimeMs);
        Settle(entry);
        _outputs.Forward(entry.Key);
    }

    private void OpenFirst(in Record<TKey, TValue> record, long streamTimeMs)
    {
        if (_rules.IsOver(record.TimestampMs, streamTimeMs))
        {
            _outputs.OnLate(in record);
            return;
        }

        var sessions = OpenSessions<TAggregate>.New(_rules.NewNumbers());
        sessions.Insert(0) = Begin(in record, ordinal: 0);
        _table.Add(record.Key, sessions, record.TimestampMs + _rules.CloseAfterMs);
        _tally.Opened++;
        _outputs.ForwardChange(SessionChangeKind.Opened, record.Key, in sessions[0], NumberOf(sessions, 0));
    }

    /// <summary>Handles the common case: the key has one open session, and the event lies within it or follows it.</summary>
    private bool TryExtend(LiveEntry<TKey, OpenSessions<TAggregate>> entry, in Record<TKey, TValue> record, long streamTimeMs)
    {
        if (entry.State.Count != 1)
        {
            return false;
        }

        ref var session = ref entry.State[0];
        var timestampMs = record.TimestampMs;
        if (timestampMs < session.StartMs || _rules.IsOver(session.EndMs, streamTimeMs)
            || !IsInReach(in session, timestampMs) || !HasRoom(in session, timestampMs))
        {
            return false;
        }

        Take(ref session, in record);
        _table.Touch(entry, session.EndMs + _rules.CloseAfterMs);
        _outputs.ForwardChange(SessionChangeKind.Updated, record.Key, in session, NumberOf(entry.State, 0));
        return true;
    }

    /// <summary>
    /// Handles the general case: closes expired sessions, finds the session that the event joins, and merges sessions that it connects.
    /// </summary>
    private void Place(LiveEntry<TKey, OpenSessions<TAggregate>> entry, in Record<TKey, TValue> record, long streamTimeMs)
    {
        var sessions = entry.State;
        try
        {
            CloseOver(sessions, streamTimeMs);
            var index = FindFor(sessions, record.TimestampMs, out var isSplit);
            if (index >= 0)
            {
                Join(sessions, index, in record);
            }
            else if (_rules.IsOver(record.TimestampMs, streamTimeMs))
            {
                _outputs.OnLate(in record);
            }
            else
            {
                OpenAnother(sessions, in record, isSplit);
            }
        }
        finally
        {
            // Runs also when the user's aggregator throws, because expired sessions are closed by now and their closing must be forwarded.
            Settle(entry);
            _outputs.Forward(record.Key);
        }
    }

    /// <summary>
    /// Finds the session that an event joins: the session that contains the event, otherwise the latest one within the gap. The two
    /// differ only where a cap split a session. Returns a negative index when there is none; <paramref name="isSplit"/> then tells
    /// whether a cap is the reason.
    /// </summary>
    private int FindFor(OpenSessions<TAggregate> sessions, long timestampMs, out bool isSplit)
    {
        var latest = -1;
        isSplit = false;
        for (var i = sessions.Count - 1; i >= 0; i--)
        {
            ref var session = ref sessions[i];
            if (!IsInReach(in session, timestampMs))
            {
                continue;
            }

            if (!HasRoom(in session, timestampMs))
            {
                isSplit = true;
            }
            else if (timestampMs >= session.StartMs && timestampMs <= session.EndMs)
            {
                return i;
            }
            else if (latest < 0)
            {
                latest = i;
            }
        }

        isSplit &= latest < 0;
        return latest;
    }

    private bool IsInReach(in OpenSession<TAggregate> session, long timestampMs) =>
        timestampMs >= session.StartMs - _rules.JoinMs && timestampMs <= session.EndMs + _rules.JoinMs
        && (_days is null || _days.AreSame(session.EndMs, timestampMs));

    private bool HasRoom(in OpenSession<TAggregate> session, long timestampMs) =>
        session.EventCount < _rules.MaxEvents
        && Math.Max(session.EndMs, timestampMs) - Math.Min(session.StartMs, timestampMs) <= _rules.MaxDurationMs;

    private void OpenAnother(OpenSessions<TAggregate> sessions, in Record<TKey, TValue> record, bool isSplit)
    {
        var opened = Begin(in record, ordinal: isSplit ? sessions.Splits + 1 : 0);
        if (isSplit)
        {
            sessions.Splits++;
            _context.MarkSessionLimitHit();
        }

        var index = 0;
        while (index < sessions.Count && sessions[index].StartMs <= record.TimestampMs)
        {
            index++;
        }

        sessions.Insert(index) = opened;
        _tally.Opened++;
        _outputs.Note(SessionChangeKind.Opened, in opened, NumberOf(sessions, index));
    }

    private OpenSession<TAggregate> Begin(in Record<TKey, TValue> record, int ordinal) => new()
    {
        Id = new SessionId(record.TimestampMs, ordinal),
        StartMs = record.TimestampMs,
        EndMs = record.TimestampMs,
        EventCount = 1,
        Revision = 1,
        Aggregate = _aggregator.Create(in record),
    };

    private void Take(ref OpenSession<TAggregate> session, in Record<TKey, TValue> record)
    {
        // Must be first: the user's code may throw, and then the session's times and counts must be unchanged.
        _aggregator.Add(ref session.Aggregate, in record);
        session.StartMs = Math.Min(session.StartMs, record.TimestampMs);
        session.EndMs = Math.Max(session.EndMs, record.TimestampMs);
        session.EventCount++;
        session.Revision++;
    }

    /// <summary>
    /// Adds the event to the session, and merges the session with those that are within the gap only since this event. Sessions that were
    /// within the gap before are separated by a cap, and stay separate because sessions only grow.
    /// </summary>
    private void Join(OpenSessions<TAggregate> sessions, int index, in Record<TKey, TValue> record)
    {
        ref var session = ref sessions[index];
        var (startMs, endMs) = (session.StartMs, session.EndMs);
        Take(ref session, in record);
        _outputs.Note(SessionChangeKind.Updated, in session, NumberOf(sessions, index));

        // A full session may lie between two others, so checking only the neighbors is not enough.
        var (grownStartMs, grownEndMs) = (session.StartMs, session.EndMs);
        for (var i = sessions.Count - 1; i >= 0; i--)
        {
            if (i != index && Touches(in sessions[i], grownStartMs, grownEndMs) && !Touches(in sessions[i], startMs, endMs)
                && TryMerge(sessions, Math.Min(i, index), Math.Max(i, index)))
            {
                index = Math.Min(i, index);
            }
        }
    }

    private bool Touches(in OpenSession<TAggregate> session, long startMs, long endMs) =>
        session.StartMs - endMs <= _rules.JoinMs && startMs - session.EndMs <= _rules.JoinMs
        && (_days is null || _days.AreSame(session.EndMs, startMs));

    /// <summary>Merges two sessions at the first one's index if the caps allow it. The lower id survives.</summary>
    private bool TryMerge(OpenSessions<TAggregate> sessions, int first, int second)
    {
        ref var survivor = ref sessions[first];
        ref var absorbed = ref sessions[second];
        var startMs = Math.Min(survivor.StartMs, absorbed.StartMs);
        var endMs = Math.Max(survivor.EndMs, absorbed.EndMs);
        if (survivor.EventCount + absorbed.EventCount > _rules.MaxEvents || endMs - startMs > _rules.MaxDurationMs)
        {
            _context.MarkSessionLimitHit();
            return false;
        }

        if (absorbed.Id < survivor.Id)
        {
            (survivor, absorbed) = (absorbed, survivor);
        }

        _aggregator.Merge(ref survivor.Aggregate, in absorbed.Aggregate);
        var merged = absorbed;
        merged.Revision++;
        survivor.StartMs = startMs;
        survivor.EndMs = endMs;
        survivor.EventCount += merged.EventCount;
        survivor.Revision = Math.Max(survivor.Revision, merged.Revision) + 1;
        sessions.RemoveAt(second);
        _tally.Merged++;
        _outputs.Note(SessionChangeKind.Merged, in merged, NumberOf(sessions, first), survivor.Id);
        _outputs.Note(SessionChangeKind.Updated, in survivor, NumberOf(sessions, first));
        return true;
    }

    private void CloseOver(OpenSessions<TAggregate> sessions, long streamTimeMs)
    {
        while (sessions.Count > 0)
        {
            var index = sessions.FirstEndIndex;
            ref var session = ref sessions[index];
            if (!_rules.IsOver(session.EndMs, streamTimeMs))
            {
                return;
            }

            session.Revision++;
            var number = sessions.Numbers?.Close(session.StartMs, session.EndMs, _rules.NumberRetentionMs) ?? 0;
            _outputs.Note(SessionChangeKind.Closed, in session, number);
            sessions.RemoveAt(index);
            _tally.Closed++;
        }

        // No session is left: a sweep before might have removed the row, and must change nothing.
        sessions.Splits = 0;
        _rules.ForgetOver(sessions.Numbers, streamTimeMs);
    }

    private void Settle(LiveEntry<TKey, OpenSessions<TAggregate>> entry)
    {
        var sessions = entry.State;
        if (sessions.Count > 0)
        {
            _table.Touch(entry, sessions[sessions.FirstEndIndex].EndMs + _rules.CloseAfterMs);
        }
        else if (sessions.Numbers is { } numbers && _rules.NumberDueMs(numbers) >= _clock.StreamTimeMs)
        {
            _table.Touch(entry, _rules.NumberDueMs(numbers));
        }
        else
        {
            _table.Remove(entry);
        }
    }

    private long NumberOf(OpenSessions<TAggregate> sessions, int index) => !_rules.IsNumbered ? 0 : sessions.NumberOf(index, _rules.NumberRetentionMs);

    /// <summary>By when all open sessions are over; null when there are none. Rows that only hold a number do not count.</summary>
    private long? LatestCloseMs() =>
        _table.CountUpTo(1, static sessions => sessions.Count) == 0 ? null : _clock.StreamTimeMs + _rules.CloseAfterMs;
}
