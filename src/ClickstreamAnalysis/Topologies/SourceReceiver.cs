namespace ClickstreamAnalysis.Topologies;

/// <summary>The running part of a source: turns bytes into records and hands them on.</summary>
internal abstract class SourceReceiver
{
    /// <summary>Code of what was wrong after <see cref="Deliver"/> returned anything but accepted.</summary>
    public string Reason { get; protected set; } = "";

    /// <summary>The exception behind it, if there was one.</summary>
    public Exception? Error { get; protected set; }

    /// <summary>Reads one record, moves the clock, and processes it to the end of the sub-topology.</summary>
    /// <param name="record">The bytes.</param>
    /// <param name="earliestTimestampMs">Event times before this are rejected; not negative.</param>
    /// <param name="latestTimestampMs">Event times past this are rejected.</param>
    public abstract SourceOutcome Deliver(in SourceRecord record, long earliestTimestampMs, long latestTimestampMs);

    /// <summary>The event time that <see cref="Deliver"/> would take; false when the record cannot be understood.</summary>
    public abstract bool TryPeekTimestamp(in SourceRecord record, out long timestampMs);
}
