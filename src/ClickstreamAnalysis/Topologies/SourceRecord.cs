namespace ClickstreamAnalysis.Topologies;

/// <summary>A record as it was read, before it is understood: bytes that end with the call.</summary>
internal readonly ref struct SourceRecord(
    ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs, IReadOnlyList<RecordHeader>? headers)
{
    public readonly ReadOnlySpan<byte> Key = key;
    public readonly ReadOnlySpan<byte> Value = value;
    public readonly bool HasKey = hasKey;
    public readonly bool HasValue = hasValue;
    public readonly long TimestampMs = timestampMs;

    /// <summary>The headers as the log holds them: to be copied, and decoded only when somebody looks.</summary>
    public readonly IReadOnlyList<RecordHeader>? Headers = headers;
}
