namespace ClickstreamAnalysis.Topologies;

/// <summary>A record as read from the log, not yet deserialized. The bytes are valid only during the call.</summary>
internal readonly ref struct SourceRecord(
    ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs, IReadOnlyList<RecordHeader>? headers)
{
    public readonly ReadOnlySpan<byte> Key = key;
    public readonly ReadOnlySpan<byte> Value = value;
    public readonly bool HasKey = hasKey;
    public readonly bool HasValue = hasValue;
    public readonly long TimestampMs = timestampMs;

    /// <summary>The headers as encoded in the log. Copy them to keep them; they are decoded only on access.</summary>
    public readonly IReadOnlyList<RecordHeader>? Headers = headers;
}
