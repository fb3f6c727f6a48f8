namespace ClickstreamAnalysis;

/// <summary>One event on its way through a topology: key, value and event time.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TValue">The type of the value.</typeparam>
public readonly struct Record<TKey, TValue>
{
    /// <summary>Creates a record.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timestampMs">Event time, in milliseconds since 1970-01-01T00:00:00Z.</param>
    public Record(TKey key, TValue value, long timestampMs)
    {
        Key = key;
        Value = value;
        TimestampMs = timestampMs;
    }

    /// <summary>The key: records of one key are processed in one task.</summary>
    public TKey Key { get; }

    /// <summary>The value.</summary>
    public TValue Value { get; }

    /// <summary>Event time, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long TimestampMs { get; }

    /// <summary>The same record with another key.</summary>
    /// <typeparam name="TNew">The type of the new key.</typeparam>
    /// <param name="key">The new key.</param>
    /// <returns>A record with <paramref name="key"/> and everything else unchanged.</returns>
    public Record<TNew, TValue> WithKey<TNew>(TNew key) => new(key, Value, TimestampMs);

    /// <summary>The same record with another value.</summary>
    /// <typeparam name="TNew">The type of the new value.</typeparam>
    /// <param name="value">The new value.</param>
    /// <returns>A record with <paramref name="value"/> and everything else unchanged.</returns>
    public Record<TKey, TNew> WithValue<TNew>(TNew value) => new(Key, value, TimestampMs);
}
