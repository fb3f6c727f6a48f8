using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State;

/// <summary>The key of a value in a window store.</summary>
internal readonly struct WindowKey<TKey>(TKey key, long startMs) : IEquatable<WindowKey<TKey>>
    where TKey : notnull
{
    public TKey Key { get; } = key;

    public long StartMs { get; } = startMs;

    public bool Equals(WindowKey<TKey> other) => StartMs == other.StartMs && KeyEquality<TKey>.AreEqual(Key, other.Key);

    public override bool Equals(object? obj) => obj is WindowKey<TKey> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(KeyEquality<TKey>.HashOf(Key), StartMs);
}
