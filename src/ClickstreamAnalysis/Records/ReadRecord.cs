using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A record that was read from a log.</summary>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <typeparam name="TValue">Type of the value.</typeparam>
/// <param name="Key">The key; the default of its type for a null key.</param>
/// <param name="Value">The value; the default of its type for a null value (a tombstone).</param>
/// <param name="TimestampMs">The record's time, in milliseconds since 1970.</param>
/// <param name="Headers">The headers; empty when there are none.</param>
/// <param name="Metadata">The record's topic, partition and offset.</param>
public readonly record struct ReadRecord<TKey, TValue>(
    TKey Key, TValue Value, long TimestampMs, RecordHeaders Headers, RecordMetadata Metadata)
{
    /// <summary><see cref="TimestampMs"/> as a time in UTC.</summary>
    public DateTimeOffset Time => UnixTime.Of(TimestampMs);
}
