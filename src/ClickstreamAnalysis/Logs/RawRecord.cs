namespace ClickstreamAnalysis.Logs;

/// <summary>A view of a record's bytes in the log, valid only while the handler that received it runs.</summary>
public readonly ref struct RawRecord
{
    /// <summary>Creates a view of a record.</summary>
    /// <param name="topic">The topic. Consumers use the same string instance for all records of a topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The offset.</param>
    /// <param name="timestampMs">The record's timestamp, in milliseconds since 1970.</param>
    /// <param name="key">The key's bytes.</param>
    /// <param name="hasKey">False for a null key.</param>
    /// <param name="value">The value's bytes.</param>
    /// <param name="hasValue">False for a null value (a tombstone).</param>
    /// <param name="headers">
    /// The headers, or null when there are none or they were not requested. The list may decode them on access and may be reused for the
    /// next record.
    /// </param>
    public RawRecord(
        string topic, int partition, long offset, long timestampMs,
        ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, IReadOnlyList<RecordHeader>? headers = null)
    {
        Topic = topic;
        Partition = partition;
        Offset = offset;
        TimestampMs = timestampMs;
        Key = key;
        HasKey = hasKey;
        Value = value;
        HasValue = hasValue;
        Headers = headers;
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>The partition.</summary>
    public int Partition { get; }

    /// <summary>The offset; -1 for a record to produce.</summary>
    public long Offset { get; }

    /// <summary>The record's timestamp, in milliseconds since 1970.</summary>
    public long TimestampMs { get; }

    /// <summary>The key's bytes; empty for a null key.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>False for a null key.</summary>
    public bool HasKey { get; }

    /// <summary>The value's bytes; empty for a null value.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>False for a null value (a tombstone).</summary>
    public bool HasValue { get; }

    /// <summary>
    /// The headers in order; null or empty when there are none, and null when <see cref="LogConsumerOptions.ReadHeaders"/> is false. Valid as
    /// long as this view: copy headers to keep them.
    /// </summary>
    public IReadOnlyList<RecordHeader>? Headers { get; }
}
