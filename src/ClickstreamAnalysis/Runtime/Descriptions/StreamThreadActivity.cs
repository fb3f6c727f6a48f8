namespace ClickstreamAnalysis;

/// <summary>What a stream thread is doing at this moment.</summary>
public enum StreamThreadActivity
{
    /// <summary>It prepares its next turn, or pauses after a fault.</summary>
    Idle,

    /// <summary>It replays changelogs.</summary>
    Restoring,

    /// <summary>It waits for records, processes them, or handles a rebalance.</summary>
    Polling,

    /// <summary>It closes windows and sessions, fires punctuations, or processes held records.</summary>
    Processing,

    /// <summary>It commits or writes rows.</summary>
    Committing,
}
