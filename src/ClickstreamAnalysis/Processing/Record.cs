using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>One event on its way through a topology: key, value, event time and headers.</summary>
/// <remarks>
/// A record read from a topic has the headers it has there. Operators that change keys or values keep them, and so do repartition
/// topics, sinks and dead letters. The results of sessions, windows and funnels have none.
/// </remarks>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TValue">The type of the value.</typeparam>
public readonly struct Record<TKey, TValue>
{
    /// <summary>Creates a record.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timestampMs">Event time, in milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="headers">The headers; null for none.</param>
    public Record(TKey key, TValue value, long timestampMs, RecordHeaders? headers = null)
    {
        Key = key;
        Value = value;
        TimestampMs = timestampMs;
        HeadersOrNull = headers;
    }

    /// <summary>The key: records of one key are processed in one task.</summary>
    public TKey Key { get; }

    /// <summary>The value.</summary>
    public TValue Value { get; }

    /// <summary>Event time, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long TimestampMs { get; }

    /// <summary>Event time, in UTC.</summary>
    public DateTimeOffset Time => UnixTime.Of(TimestampMs);

    /// <summary>The headers, in order; empty when there are none.</summary>
    public RecordHeaders Headers => HeadersOrNull ?? RecordHeaders.Empty;

    /// <summary>The headers; may be null when there are none.</summary>
    internal RecordHeaders? HeadersOrNull { get; }

    /// <summary>The same record with another key.</summary>
    /// <typeparam name="TNew">The type of the new key.</typeparam>
    /// <param name="key">The new key.</param>
    /// <returns>A record with <paramref name="key"/> and everything else unchanged.</returns>
    public Record<TNew, TValue> WithKey<TNew>(TNew key) => new(key, Value, TimestampMs, HeadersOrNull);

    /// <summary>The same record with another value.</summary>
    /// <typeparam name="TNew">The type of the new value.</typeparam>
    /// <param name="value">The new value.</param>
    /// <returns>A record with <paramref name="value"/> and everything else unchanged.</returns>
    public Record<TKey, TNew> WithValue<TNew>(TNew value) => new(Key, value, TimestampMs, HeadersOrNull);

    /// <summary>The same record with other headers.</summary>
    /// <param name="headers">The headers in place of the old ones; to add one, <c>record.Headers.Add(…)</c>.</param>
    /// <returns>A record with <paramref name="headers"/> and everything else unchanged.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="headers"/> is null.</exception>
    public Record<TKey, TValue> WithHeaders(RecordHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return new(Key, Value, TimestampMs, headers);
    }

    /// <summary>The same record with another key and another value.</summary>
    internal Record<TNewKey, TNewValue> With<TNewKey, TNewValue>(TNewKey key, TNewValue value) => new(key, value, TimestampMs, HeadersOrNull);
}
