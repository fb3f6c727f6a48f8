using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>Compares keys: byte arrays by content, other types by their own equality.</summary>
internal static class KeyEquality<TKey>
{
    /// <summary>The comparer; null for the default comparer, which dictionaries inline.</summary>
    public static IEqualityComparer<TKey>? Comparer { get; } =
        typeof(TKey) == typeof(byte[]) ? (IEqualityComparer<TKey>)(object)new ByBytes() : null;

    public static bool AreEqual(TKey a, TKey b) => (Comparer ?? EqualityComparer<TKey>.Default).Equals(a, b);

    public static int HashOf([DisallowNull] TKey key) => Comparer is { } comparer ? comparer.GetHashCode(key) : key.GetHashCode();

    private sealed class ByBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
