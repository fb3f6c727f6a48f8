using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing;

/// <summary>What a node may ask of its task: the public context, and the hooks that built-in operators need.</summary>
internal abstract class NodeContext : IProcessorContext
{
    /// <summary>The task's clock; hold on to it, and read it in the hot path.</summary>
    public abstract TaskClock Clock { get; }

    public long StreamTimeMs => Clock.StreamTimeMs;

    public abstract string TaskId { get; }

    public abstract string NodeName { get; }

    public abstract RecordMetadata Source { get; }

    public abstract TimeProvider TimeProvider { get; }

    public abstract ILogger Logger { get; }

    public abstract TStore GetStore<TStore>(string name)
        where TStore : class;

    public abstract IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator);

    public void MarkLate(long timestampMs) => MarkLate(LateReasons.Late, timestampMs, neededGraceMs: null);

    /// <summary>The record in hand came too late to be used by this node.</summary>
    /// <param name="reason">One of <see cref="LateReasons"/>.</param>
    /// <param name="timestampMs">The record's event time.</param>
    /// <param name="neededGraceMs">The shortest grace period with which the record would have been used; null when there is none.</param>
    public abstract void MarkLate(string reason, long timestampMs, long? neededGraceMs);

    /// <summary>This node used the record in hand, but not in everything that it belongs to. How the input record is counted does not change.</summary>
    /// <param name="reason">One of <see cref="LateReasons"/>.</param>
    /// <param name="timestampMs">The record's event time.</param>
    /// <param name="neededGraceMs">The shortest grace period with which the record would have been used in everything.</param>
    public abstract void MarkPartlyLate(string reason, long timestampMs, long? neededGraceMs);

    public abstract void MarkRejected(string reason);

    public abstract void MarkDropped(string reason);

    /// <summary>A limit of the operator kept apart what belongs together, such as a session that is full and the event after it.</summary>
    public abstract void MarkSessionLimitHit();

    /// <summary>
    /// Registers what runs after a batch of records in which stream time moved on: close what is due. In order of registration,
    /// which is upstream first.
    /// </summary>
    public abstract void OnStreamTime(DueCloser closeDue);

    /// <summary>Registers what runs before state is flushed at a commit: forward what was held back.</summary>
    public abstract void OnCommit(Action beforeFlush);

    /// <summary>Registers what runs when the task is given up.</summary>
    public abstract void OnClose(Action close);

    /// <summary>Registers what runs when uncommitted state was discarded: forget everything that was derived from it.</summary>
    public abstract void OnDiscard(Action forget);

    /// <summary>
    /// Registers the stream time past which nothing of this node is open any more, or null when nothing is open. Asked at the
    /// end of a bounded run only, so it may look at every entry.
    /// </summary>
    public abstract void OnEndOfInput(Func<long?> lastDueMs);

    /// <summary>Registers how to count what is open at this node and closes with stream time.</summary>
    /// <param name="noun">What it is, in the plural: <c>sessions</c>.</param>
    /// <param name="count">Counts it.</param>
    public abstract void OnCountOpen(string noun, OpenCounter count);
}
