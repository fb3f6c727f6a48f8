namespace ClickstreamAnalysis;

/// <summary>
/// A step in the life of a session. To keep a table of sessions, upsert by key and <see cref="Session{TKey,TAggregate}.Id"/>, and
/// delete what was merged: no orphan stays behind.
/// </summary>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <typeparam name="TAggregate">Type of what is computed.</typeparam>
/// <param name="Kind">What happened.</param>
/// <param name="Session">The session after it; for a merged one, as it was before, with a revision of its own.</param>
/// <param name="SurvivorId">For a merged session the id of the one that it became part of; otherwise null.</param>
public readonly record struct SessionChange<TKey, TAggregate>(SessionChangeKind Kind, Session<TKey, TAggregate> Session, SessionId? SurvivorId);
