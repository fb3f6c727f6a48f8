namespace ClickstreamAnalysis;

/// <summary>
/// A change to a session. To maintain a table of sessions, upsert by key and <see cref="Session{TKey,TAggregate}.Id"/>, and delete merged
/// sessions.
/// </summary>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <typeparam name="TAggregate">Type of the result.</typeparam>
/// <param name="Kind">The kind of change.</param>
/// <param name="Session">The session after the change. A merged session is shown as it was before, with a revision of its own.</param>
/// <param name="SurvivorId">For a merged session, the id of the session that it merged into; otherwise null.</param>
public readonly record struct SessionChange<TKey, TAggregate>(SessionChangeKind Kind, Session<TKey, TAggregate> Session, SessionId? SurvivorId);
