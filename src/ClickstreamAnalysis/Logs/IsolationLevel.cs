namespace ClickstreamAnalysis;

/// <summary>Which records of transactions a consumer sees.</summary>
public enum IsolationLevel
{
    /// <summary>Only records of committed transactions, and those written outside any; never past the first open transaction.</summary>
    ReadCommitted,

    /// <summary>Everything that is in the log.</summary>
    ReadUncommitted,
}
