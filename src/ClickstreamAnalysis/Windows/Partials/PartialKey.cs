using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>A key and the windows of an event: the last one's start, and their number.</summary>
internal readonly struct PartialKey<TKey>(TKey key, long lastStartMs, int windows) : IEquatable<PartialKey<TKey>>
    where TKey : notnull
{
    public TKey Key => key;

    public long LastStartMs => lastStartMs;

    public int Windows => windows;

    public bool Equals(PartialKey<TKey> other) =>
        lastStartMs == other.LastStartMs && windows == other.Windows && KeyEquality<TKey>.AreEqual(key, other.Key);

    public override bool Equals(object? obj) => obj is PartialKey<TKey> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(KeyEquality<TKey>.HashOf(key), lastStartMs);
}
