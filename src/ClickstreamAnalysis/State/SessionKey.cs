using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State;

/// <summary>The key of a value in a session store.</summary>
internal readonly struct SessionKey<TKey>(TKey key, SessionWindow session) : IEquatable<SessionKey<TKey>>
    where TKey : notnull
{
    public TKey Key { get; } = key;

    public SessionWindow Session { get; } = session;

    public bool Equals(SessionKey<TKey> other) => Session == other.Session && KeyEquality<TKey>.AreEqual(Key, other.Key);

    public override bool Equals(object? obj) => obj is SessionKey<TKey> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(KeyEquality<TKey>.HashOf(Key), Session);
}
