using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A key, a window and its value in a window store.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="StartMs">The start of the window, in milliseconds since 1970.</param>
/// <param name="Value">The value.</param>
public readonly record struct StoredWindow<TKey, TValue>(TKey Key, long StartMs, TValue Value)
    where TKey : notnull
{
    /// <summary>The start of the window, inclusive, in UTC. The store does not know its end.</summary>
    public DateTimeOffset Start => UnixTime.Of(StartMs);
}
