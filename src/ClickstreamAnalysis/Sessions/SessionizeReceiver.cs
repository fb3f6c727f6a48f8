using ClickstreamAnalysis.Processors;
using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Groups events into sessions, in one task.</summary>
internal sealed class SessionizeReceiver<TKey, TValue, TAggregate> : Receiver<TKey, TValue>, IExpiryHandler<TKey, OpenSessions<TAggregate>>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly TaskClock _clock;
    private readonly ExpiringTable<TKey, OpenSessions<TAggregate>> _table;
    private readonly SessionRules _rules;
    private readonly ISessionAggregator<TValue, TAggregate> _aggregator;
    private readonly Receiver<TKey, Session<TKey, TAggregate>>? _closed;
    private readonly Receiver<TKey, SessionChange<TKey, TAggregate>>? _changes;
    private readonly Receiver<TKey, LateRecord<TValue>>? _late;

    public SessionizeReceiver(
        NodeContext context,
        ExpiringTable<TKey, OpenSessions<TAggregate>> table,
        SessionRules rules,
        ISessionAggregator<TValue, TAggregate> aggregator,
        Receiver<TKey, Session<TKey, TAggregate>>? closed,
        Receiver<TKey, SessionChange<TKey, TAggregate>>? changes,
        Receiver<TKey, LateRecord<TValue>>? late)
    {
        _context = context;
        _clock = context.Clock;
        _table = table;
        _rules = rules;
        _aggregator = aggregator;
        _closed = closed;
        _changes = changes;
        _late = late;
        context.OnStreamTime(streamTimeMs => _table.Advance(streamTimeMs, this));
        context.OnEndOfInput(_table.LatestDueMs);
    }

    public override void Process(in Record<TKey, TValue> record)
    {
        if (record.Key is null)
        {
            _context.MarkGuarded("session-null-key");
            return;
        }

        var streamTimeMs = _clock.StreamTimeMs;
        var entry = _table.Find(record.Key);
        if (entry is null)
        {
            if (_rules.IsOver(record.TimestampMs, streamTimeMs))
            {
                OnLate(in record);
                return;
            }

            var sessions = new OpenSessions<TAggregate>();
            Open(sessions, 0, in record);
            _table.Add(record.Key, sessions, record.TimestampMs + _rules.CloseAfterMs);
            return;
        }

        if (!TryExtend(entry, in record, streamTimeMs))
        {
            Place(entry, in record, streamTimeMs);
        }
    }

    public void OnDue(LiveEntry<TKey, OpenSessions<TAggregate>> entry)
    {
        CloseOver(entry.Key, entry.State, _clock.StreamTimeMs);
        Settle(entry);
    }

    /// <summary>The common case: the key has one open session, and the event lies within it or follows it.</summary>
    private bool TryExtend(LiveEntry<TKey, OpenSessions<TAggregate>> entry, in Record<TKey, TValue> record, long streamTimeMs)
    {
        if (entry.State.Count != 1)
        {
            return false;
        }

        ref var session = ref entry.State[0];
        if (record.TimestampMs < session.StartMs || _rules.IsOver(session.EndMs, streamTimeMs) || !CanTake(in session, record.TimestampMs))
        {
            return false;
        }

        Take(record.Key, ref session, in record);
        _table.Touch(entry, session.EndMs + _rules.CloseAfterMs);
        return true;
    }

    /// <summary>The general case: close what is over, find what the event joins, merge what it connects.</summary>
    private void Place(LiveEntry<TKey, OpenSessions<TAggregate>> entry, in Record<TKey, TValue> record, long streamTimeMs)
    {
        var sessions = entry.State;
        CloseOver(record.Key, sessions, streamTimeMs);

        // From the latest: when a capped session and its successor are both in reach, the successor takes the event.
        var joined = -1;
        for (var i = sessions.Count - 1; i >= 0 && joined < 0; i--)
        {
            joined = CanTake(in sessions[i], record.TimestampMs) ? i : -1;
        }

        if (joined >= 0)
        {
            Take(record.Key, ref sessions[joined], in record);
            MergeNeighbours(record.Key, sessions, joined, record.TimestampMs);
        }
        else if (_rules.IsOver(record.TimestampMs, streamTimeMs))
        {
            OnLate(in record);
        }
        else
        {
            var index = 0;
            while (index < sessions.Count && sessions[index].StartMs <= record.TimestampMs)
            {
                index++;
            }

            Open(sessions, index, in record);
        }

        Settle(entry);
    }

    private bool CanTake(in OpenSession<TAggregate> session, long timestampMs) =>
        timestampMs >= session.StartMs - _rules.JoinMs
        && timestampMs <= session.EndMs + _rules.JoinMs
        && session.Events < _rules.MaxEvents
        && Math.Max(session.EndMs, timestampMs) - Math.Min(session.StartMs, timestampMs) <= _rules.MaxDurationMs;

    private void Open(OpenSessions<TAggregate> sessions, int index, in Record<TKey, TValue> record)
    {
        ref var session = ref sessions.Insert(index);
        session = new OpenSession<TAggregate>
        {
            IdMs = record.TimestampMs,
            StartMs = record.TimestampMs,
            EndMs = record.TimestampMs,
            Events = 1,
            Revision = 1,
            Aggregate = _aggregator.Create(record.Value, record.TimestampMs),
        };
        OnChange(SessionChangeKind.Opened, record.Key, in session, null);
    }

    private void Take(TKey key, ref OpenSession<TAggregate> session, in Record<TKey, TValue> record)
    {
        session.StartMs = Math.Min(session.StartMs, record.TimestampMs);
        session.EndMs = Math.Max(session.EndMs, record.TimestampMs);
        session.Events++;
        session.Revision++;
        _aggregator.Add(ref session.Aggregate, record.Value, record.TimestampMs);
        OnChange(SessionChangeKind.Updated, key, in session, null);
    }

    /// <summary>The session grew, and may touch its neighbours now. With one event it can reach one of them on each side.</summary>
    private void MergeNeighbours(TKey key, OpenSessions<TAggregate> sessions, int grown, long timestampMs)
    {
        if (grown + 1 < sessions.Count && CanMerge(in sessions[grown], in sessions[grown + 1]))
        {
            Merge(key, sessions, grown);
        }

        if (grown > 0 && CanMerge(in sessions[grown - 1], in sessions[grown]))
        {
            Merge(key, sessions, grown - 1);
        }
    }

    private bool CanMerge(in OpenSession<TAggregate> earlier, in OpenSession<TAggregate> later) =>
        later.StartMs - earlier.EndMs <= _rules.JoinMs
        && earlier.Events + later.Events <= _rules.MaxEvents
        && Math.Max(earlier.EndMs, later.EndMs) - earlier.StartMs <= _rules.MaxDurationMs;

    /// <summary>Makes one of a session and the next; the identity of the one that opened at the earlier time survives.</summary>
    private void Merge(TKey key, OpenSessions<TAggregate> sessions, int index)
    {
        ref var survivor = ref sessions[index];
        ref var absorbed = ref sessions[index + 1];
        if (absorbed.IdMs < survivor.IdMs)
        {
            (survivor, absorbed) = (absorbed, survivor);
        }

        OnChange(SessionChangeKind.Merged, key, in absorbed, survivor.IdMs);
        survivor.StartMs = Math.Min(survivor.StartMs, absorbed.StartMs);
        survivor.EndMs = Math.Max(survivor.EndMs, absorbed.EndMs);
        survivor.Events += absorbed.Events;
        survivor.Revision = Math.Max(survivor.Revision, absorbed.Revision) + 1;
        _aggregator.Merge(ref survivor.Aggregate, in absorbed.Aggregate);
        OnChange(SessionChangeKind.Updated, key, in survivor, null);
        sessions.RemoveAt(index + 1);
    }

    private void CloseOver(TKey key, OpenSessions<TAggregate> sessions, long streamTimeMs)
    {
        for (var i = 0; i < sessions.Count;)
        {
            if (!_rules.IsOver(sessions[i].EndMs, streamTimeMs))
            {
                i++;
                continue;
            }

            ref var session = ref sessions[i];
            session.Revision++;
            _closed?.Process(new(key, session.Of(key), session.EndMs));
            OnChange(SessionChangeKind.Closed, key, in session, null);
            sessions.RemoveAt(i);
        }
    }

    private void Settle(LiveEntry<TKey, OpenSessions<TAggregate>> entry)
    {
        if (entry.State.Count == 0)
        {
            _table.Remove(entry);
        }
        else
        {
            _table.Touch(entry, entry.State.FirstEndMs + _rules.CloseAfterMs);
        }
    }

    private void OnLate(in Record<TKey, TValue> record)
    {
        _context.MarkLate();
        _late?.Process(new(record.Key, new(record.Value, record.TimestampMs, _clock.StreamTimeMs), record.TimestampMs));
    }

    private void OnChange(SessionChangeKind kind, TKey key, in OpenSession<TAggregate> session, long? survivorIdMs) =>
        _changes?.Process(new(key, new(kind, session.Of(key), survivorIdMs), session.EndMs));
}
