using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing;

/// <summary>The access of a node to its task: the public context, and the hooks of built-in operators.</summary>
internal abstract class NodeContext : IProcessorContext
{
    /// <summary>The task's clock. Operators keep it and read it on the hot path.</summary>
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

    public void MarkLate(long timestampMs) => MarkLate(LateReasons.Late, timestampMs, neededGraceMs: null, records: 1);

    /// <summary>Marks the current record as too late for this node.</summary>
    /// <param name="reason">One of <see cref="LateReasons"/>.</param>
    /// <param name="timestampMs">The record's event time.</param>
    /// <param name="neededGraceMs">The shortest grace period with which the record would have been used; null when there is none.</param>
    /// <param name="records">The number of records to count by operator and reason: more than one for a partial result of several.</param>
    public abstract void MarkLate(string reason, long timestampMs, long? neededGraceMs, long records = 1);

    /// <summary>Marks the current record as used by this node in only some of the windows that it belongs to. The count of the input record does not change.</summary>
    /// <param name="reason">One of <see cref="LateReasons"/>.</param>
    /// <param name="timestampMs">The record's event time.</param>
    /// <param name="neededGraceMs">The shortest grace period with which the record would have been used in all of them.</param>
    /// <param name="records">The number of records to count by operator and reason: more than one for a partial result of several.</param>
    public abstract void MarkPartlyLate(string reason, long timestampMs, long? neededGraceMs, long records = 1);

    public abstract void MarkRejected(string reason);

    public abstract void MarkDropped(string reason);

    /// <summary>Counts a limit that split what belongs together, such as a full session and the next event of its key.</summary>
    public abstract void MarkSessionLimitHit();

    /// <summary>Reports that the node holds more or less memory than before, in bytes, which counts toward the memory budget.</summary>
    public abstract void ReportMemory(long changeBytes);

    /// <summary>
    /// Registers a callback that closes due entries. It runs after a batch in which stream time advanced, in order of registration, which is
    /// upstream first.
    /// </summary>
    public abstract void OnStreamTime(DueCloser closeDue);

    /// <summary>Registers a callback that forwards held results. It runs at a commit, before state is flushed.</summary>
    public abstract void OnCommit(Action beforeFlush);

    /// <summary>Registers a callback that runs when the task closes, or when a later node cannot be created.</summary>
    public abstract void OnClose(Action close);

    /// <summary>
    /// Registers a function that returns the stream time after which this node has no open entries, or null when it has none. It is called
    /// only at the end of a bounded run, so it may read every entry.
    /// </summary>
    public abstract void OnEndOfInput(Func<long?> lastDueMs);

    /// <summary>Registers a counter of the open entries of this node that close with stream time.</summary>
    /// <param name="noun">The kind of entries, in the plural: <c>sessions</c>.</param>
    /// <param name="count">Counts them.</param>
    public abstract void OnCountOpen(string noun, OpenCounter count);

    /// <summary>Creates the counts of the sessions of this node.</summary>
    /// <param name="countOf">Counts the sessions of a row of the store that has the node's name.</param>
    public abstract SessionTally TallySessions(RowCounter countOf);
}
