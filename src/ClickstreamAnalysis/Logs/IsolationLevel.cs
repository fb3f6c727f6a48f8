namespace ClickstreamAnalysis;

/// <summary>The transactional records that a consumer sees.</summary>
public enum IsolationLevel
{
    /// <summary>Only records of committed transactions and records written without a transaction, up to the first open transaction.</summary>
    ReadCommitted,

    /// <summary>All records, including those of open and aborted transactions.</summary>
    ReadUncommitted,
}
