using ClickstreamAnalysis.Sketches;

namespace ClickstreamAnalysis;

/// <summary>Limits and serdes of <see cref="TopCounter{TKey}"/>.</summary>
public static class TopCounter
{
    /// <summary>The number of keys that a counter tracks unless it is given another one: 1,000.</summary>
    public const int DefaultCapacity = 1_000;

    /// <summary>The highest number of keys that a counter can track: 65,536.</summary>
    public const int MaxCapacity = 65_536;

    /// <summary>
    /// Creates a serde of counters. Counters of <see cref="string"/>, <see cref="int"/> and <see cref="long"/> need none: the library finds
    /// theirs.
    /// </summary>
    /// <remarks>The bytes have a version. The serde rejects bytes that are not a counter, and is thread-safe.</remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <param name="keySerde">Serializes the keys.</param>
    /// <returns>The serde.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="keySerde"/> is null.</exception>
    public static ISerde<TopCounter<TKey>> CreateSerde<TKey>(ISerde<TKey> keySerde)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(keySerde);
        return new TopCounterSerde<TKey>(keySerde);
    }
}
