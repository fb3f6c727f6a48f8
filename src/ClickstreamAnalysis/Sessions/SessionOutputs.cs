using System.Runtime.InteropServices;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// The outputs of a session operator in one task. Changes are noted while state is updated and forwarded afterwards, so an exception
/// downstream never leaves an event half applied.
/// </summary>
internal sealed class SessionOutputs<TKey, TValue, TAggregate>(
    NodeContext context,
    SessionRules rules,
    ISessionJudge<TAggregate>? judge,
    Receiver<TKey, Session<TKey, TAggregate>>? closed,
    Receiver<TKey, SessionChange<TKey, TAggregate>>? changes,
    Receiver<TKey, LateRecord<TValue>>? late)
    where TKey : notnull
{
    private readonly List<(SessionChangeKind Kind, OpenSession<TAggregate> Session, SessionId? SurvivorId, long Number)> _noted = [];

    /// <summary>Whether anything subscribes to changes.</summary>
    public bool HasChanges => changes is not null;

    public void Note(SessionChangeKind kind, in OpenSession<TAggregate> session, long number, SessionId? survivorId = null)
    {
        if (changes is not null || (closed is not null && kind == SessionChangeKind.Closed))
        {
            _noted.Add((kind, session, survivorId, number));
        }
    }

    /// <summary>Forwards what was noted.</summary>
    public void Forward(TKey key)
    {
        try
        {
            foreach (ref readonly var step in CollectionsMarshal.AsSpan(_noted))
            {
                var result = ResultOf(key, in step.Session, step.Number);
                if (step.Kind == SessionChangeKind.Closed)
                {
                    closed?.Process(new(key, result, step.Session.EndMs));
                }

                changes?.Process(new(key, new(step.Kind, result, step.SurvivorId), step.Session.EndMs));
            }
        }
        finally
        {
            _noted.Clear();
        }
    }

    /// <summary>Forwards one change at once.</summary>
    public void ForwardChange(SessionChangeKind kind, TKey key, in OpenSession<TAggregate> session, long number) =>
        changes?.Process(new(key, new(kind, ResultOf(key, in session, number), SurvivorId: null), session.EndMs));

    public void OnLate(in Record<TKey, TValue> record)
    {
        var streamTimeMs = context.Clock.StreamTimeMs;
        context.MarkLate(LateReasons.SessionClosed, record.TimestampMs, streamTimeMs - record.TimestampMs - rules.CloseAfterMs + rules.GraceMs);
        late?.Process(record.WithValue(new LateRecord<TValue>(record.Value, record.TimestampMs, streamTimeMs, LateReasons.SessionClosed)));
    }

    private Session<TKey, TAggregate> ResultOf(TKey key, in OpenSession<TAggregate> session, long number) =>
        session.Of(key, number, judge);
}
