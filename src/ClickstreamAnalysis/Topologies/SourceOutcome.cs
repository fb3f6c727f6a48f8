namespace ClickstreamAnalysis.Topologies;

/// <summary>The outcome of a record at its source.</summary>
internal enum SourceOutcome
{
    /// <summary>The record was deserialized and forwarded downstream.</summary>
    Accepted,

    /// <summary>The record could not be deserialized.</summary>
    Unreadable,

    /// <summary>The record was deserialized, but its event time is out of bounds and must not advance stream time.</summary>
    Rejected,

    /// <summary>A serde waits for something. The record must be delivered again.</summary>
    NotReady,

    /// <summary>The record was deserialized, but an operator or a lambda threw.</summary>
    Failed,
}
