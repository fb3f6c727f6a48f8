namespace ClickstreamAnalysis.Topologies;

/// <summary>What became of a record at its source.</summary>
internal enum SourceOutcome
{
    /// <summary>Understood, and handed downstream.</summary>
    Accepted,

    /// <summary>Not understood.</summary>
    Unreadable,

    /// <summary>Understood, with an event time that must not move stream time.</summary>
    Rejected,

    /// <summary>Understood, and an operator or a lambda threw.</summary>
    Failed,
}
