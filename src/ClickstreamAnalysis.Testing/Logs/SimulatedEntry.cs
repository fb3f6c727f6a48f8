namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>One offset of a partition: a record, or the marker that ends a transaction.</summary>
/// <param name="Offset">The offset.</param>
/// <param name="TimestampMs">The timestamp.</param>
/// <param name="Key">The key, or null.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Headers">The headers, or null.</param>
/// <param name="Transaction">The transaction of the entry, or null.</param>
/// <param name="IsMarker">Whether the entry is a transaction marker.</param>
internal sealed record SimulatedEntry(
    long Offset, long TimestampMs, byte[]? Key, byte[]? Value, RecordHeader[]? Headers, SimulatedTransaction? Transaction, bool IsMarker)
{
    public bool IsReadableBy(IsolationLevel isolation) =>
        !IsMarker && (isolation == IsolationLevel.ReadUncommitted || Transaction is not { State: SimulatedTransactionState.Aborted });
}
