namespace ClickstreamAnalysis.Testing;

/// <summary>The faults of a <see cref="SimulatedLog"/>. After each, the log is in a state that a real log can be in.</summary>
public enum SimulatedFault
{
    /// <summary>A poll returns fewer records than available: a random number from 1.</summary>
    ShortPoll,

    /// <summary>A poll returns no records although there are some, as during a reconnect.</summary>
    EmptyPoll,

    /// <summary>A poll fails. The consumer stays usable.</summary>
    PollFailed,

    /// <summary>A poll finds that the group removed the member some time ago. Its partitions are lost.</summary>
    PartitionsLost,

    /// <summary>The group assigns its partitions in another order, after every member has revoked all of its partitions.</summary>
    Rebalance,

    /// <summary>An offset query gets no response.</summary>
    QueryFailed,

    /// <summary>An offset commit of a consumer does not reach the log.</summary>
    OffsetCommitFailed,

    /// <summary>An offset commit of a consumer succeeds, but its response is lost.</summary>
    OffsetCommitAnswerLost,

    /// <summary>An admin request gets no response and has no effect.</summary>
    AdminFailed,

    /// <summary>
    /// A record stays in the producer's buffer until the next flush or commit, and is lost without one. Records of one producer
    /// stay in order.
    /// </summary>
    DeliveryDelayed,

    /// <summary>A record is rejected.</summary>
    ProduceFailed,

    /// <summary>A flush writes part of each partition's buffered records, loses the rest and fails. Other records are already written.</summary>
    FlushFailed,

    /// <summary>A producer cannot be initialized.</summary>
    InitFailed,

    /// <summary>Offsets sent to a transaction do not reach the log.</summary>
    SendOffsetsFailed,

    /// <summary>A commit does not reach the log. The transaction stays open until it is fenced or times out.</summary>
    CommitFailed,

    /// <summary>A commit succeeds, but its response is lost.</summary>
    CommitAnswerLost,

    /// <summary>A commit's response is lost, and the commit may take effect later, at the latest when the producer is fenced.</summary>
    CommitDelayed,

    /// <summary>A commit is rejected. The producer can continue after it aborts the transaction.</summary>
    CommitAbortable,

    /// <summary>An abort does not reach the log.</summary>
    AbortFailed,

    /// <summary>Another producer with the same transactional id appears.</summary>
    ProducerFenced,

    /// <summary>The process of the connection crashes during a call; see <see cref="SimulatedConnection"/>.</summary>
    Crash,
}
