namespace ClickstreamAnalysis.Topologies;

/// <summary>The receiver of a source in one task: deserializes records and forwards them.</summary>
internal abstract class SourceReceiver
{
    /// <summary>The code of the fault after <see cref="Deliver"/> returned anything but accepted.</summary>
    public string Reason { get; protected set; } = "";

    /// <summary>The exception of the fault, if any; a <see cref="SerdeNotReadyException"/> after <see cref="SourceOutcome.NotReady"/>.</summary>
    public Exception? Error { get; protected set; }

    /// <summary>Deserializes one record, advances the clock, and processes the record through the sub-topology.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <param name="earliestTimestampMs">Event times before this are rejected; not negative.</param>
    /// <param name="latestTimestampMs">Event times after this are rejected.</param>
    public abstract SourceOutcome Deliver(in SourceRecord record, long earliestTimestampMs, long latestTimestampMs);

    /// <summary>Gets the event time that <see cref="Deliver"/> would use; false when the record cannot be deserialized.</summary>
    public abstract bool TryPeekTimestamp(in SourceRecord record, out long timestampMs);
}
