namespace ClickstreamAnalysis.Testing;

/// <summary>What can go wrong in a <see cref="SimulatedLog"/>. After each, the log is in a state that a real one could be in.</summary>
public enum SimulatedFault
{
    /// <summary>A poll hands over fewer records than it could: a random number from one up.</summary>
    ShortPoll,

    /// <summary>A poll hands over nothing although there are records, as while the log is being reconnected.</summary>
    EmptyPoll,

    /// <summary>A poll fails; the consumer stays usable.</summary>
    PollFailed,

    /// <summary>A poll finds that the group gave the member up some time ago: its partitions are lost.</summary>
    PartitionsLost,

    /// <summary>The group shares its partitions out in another order; every member gives back everything first.</summary>
    Rebalance,

    /// <summary>Asking for offsets gets no answer.</summary>
    QueryFailed,

    /// <summary>A consumer's commit does not reach the log.</summary>
    OffsetCommitFailed,

    /// <summary>A consumer's commit is done, but its answer is lost.</summary>
    OffsetCommitAnswerLost,

    /// <summary>An administrator's request gets no answer, and is not done.</summary>
    AdminFailed,

    /// <summary>
    /// A record waits in the producer until the next flush or commit, and is lost if that does not come. Records for the same
    /// producer stay in order.
    /// </summary>
    DeliveryDelayed,

    /// <summary>A record is not taken.</summary>
    ProduceFailed,

    /// <summary>A flush writes a part of what waits for each partition, loses the rest, and fails. Records that did not wait were written before.</summary>
    FlushFailed,

    /// <summary>A producer cannot be initialised.</summary>
    InitFailed,

    /// <summary>Offsets sent to a transaction do not reach it.</summary>
    SendOffsetsFailed,

    /// <summary>A commit does not reach the log: the transaction stays open until it is fenced or times out.</summary>
    CommitFailed,

    /// <summary>A commit is done, but its answer is lost.</summary>
    CommitAnswerLost,

    /// <summary>A commit's answer is lost, and whether and when it is done comes out later: at the latest when the producer is fenced.</summary>
    CommitDelayed,

    /// <summary>A commit is refused, and the producer can go on after aborting.</summary>
    CommitAbortable,

    /// <summary>An abort does not reach the log.</summary>
    AbortFailed,

    /// <summary>Another producer of the same transactional id appears.</summary>
    ProducerFenced,

    /// <summary>The connection's process dies in the middle of a call: see <see cref="SimulatedConnection"/>.</summary>
    Crash,
}
