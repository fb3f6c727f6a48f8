using System.Globalization;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis;

/// <summary>The counts of an application since its start, as of its last commits. Immutable.</summary>
/// <remarks>
/// <see cref="Read"/> and its parts count the records of the topology's input topics, each of them once: <c>Read = Processed + Late +
/// Failed + Rejected</c> always holds. <see cref="Dropped"/> counts by operator, derived records included. Only committed work counts, so that under
/// exactly-once a failure does not count records twice.
/// </remarks>
public sealed record StreamsMetrics
{
    /// <summary>Records read.</summary>
    public long Read => Processed + Late + Failed + Rejected;

    /// <summary>
    /// Records that no operator of their sub-topology dropped. Records derived from them may still be dropped behind a repartition topic: see
    /// <see cref="Dropped"/>.
    /// </summary>
    public long Processed { get; init; }

    /// <summary>Records that arrived after one of their windows or sessions had closed, at one operator at least.</summary>
    public long Late { get; init; }

    /// <summary>Records that could not be processed and were skipped or sent to the dead-letter topic.</summary>
    public long Failed { get; init; }

    /// <summary>Records rejected for their event time (negative, too early, too far in the future) or by an operator's limit for each key.</summary>
    public long Rejected { get; init; }

    /// <summary>
    /// How often a session's maximum duration or number of events prevented that an event or another session joined it. The records are in one
    /// of the other counts.
    /// </summary>
    public long SessionLimitHits { get; init; }

    /// <summary>
    /// The failed and rejected records by reason. Rejected times have <c>negative-time</c>, <c>early-time</c> or <c>future-time</c>, or the unit that they seem to
    /// be in: <c>time-in-seconds</c>, <c>time-in-microseconds</c>, <c>time-in-nanoseconds</c>, <c>time-in-ticks</c>.
    /// </summary>
    public IReadOnlyDictionary<string, long> Reasons { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// The records that operators dropped, by operator and reason, in the order of their first occurrence. Derived records, such as those
    /// behind a repartition topic, are in no other count; input records are in one of the counts above as well. An input record that is late at
    /// two operators counts twice here. Empty when nothing was dropped.
    /// </summary>
    public IReadOnlyList<OperatorLoss> Dropped { get; init; } = [];

    /// <summary>
    /// Offsets of inputs that were removed from the log before they were read, and skipped as <see cref="StreamsOptions.OffsetOutOfRange"/>
    /// says: at most that many records. They are in no other count.
    /// </summary>
    public long SkippedOffsets { get; init; }

    /// <summary>Commits.</summary>
    public long Commits { get; init; }

    /// <summary>Changelog records replayed to restore state.</summary>
    public long RestoredRecords { get; init; }

    /// <summary>How often a thread restarted its tasks after a fault.</summary>
    public long Recoveries { get; init; }

    /// <summary>
    /// How often a task behind a repartition topic continued without an upstream task that had sent nothing for
    /// <see cref="StreamsOptions.UpstreamWaitTimeout"/>. Records of that upstream task may be late then.
    /// </summary>
    public long UpstreamsLeftOut { get; init; }

    /// <summary>How often damaged files of the state directory were deleted and all state was restored from its changelogs; at most once in a run.</summary>
    public long StateRebuilds { get; init; }

    /// <summary>Memory in use now, by part.</summary>
    public MemoryUsage Memory { get; init; } = new();

    /// <summary>Tasks that run now.</summary>
    public int Tasks { get; init; }

    /// <summary>Records that are known to be in the input topics and are not processed yet; refreshed about once a second.</summary>
    public long LagRecords => Partitions.Sum(static partition => partition.LagRecords);

    /// <summary>The input partitions of the running tasks, refreshed about once a second. Empty before that and after the stop.</summary>
    public IReadOnlyList<PartitionProgress> Partitions { get; init; } = [];

    /// <summary>Tasks that are being restored.</summary>
    public int RestoringTasks { get; init; }

    /// <summary>Changelog offsets still to replay for the tasks that are being restored: at least as many as records.</summary>
    public long RestoreRemaining { get; init; }

    /// <summary>
    /// How long ago the stream thread that has been silent the longest last reported. About a second while it works or waits for records; more while it
    /// waits for the log or for space on a disk, or is stuck in an operator. Zero before the first report.
    /// </summary>
    public TimeSpan SinceLastReport { get; init; }

    /// <summary>The sessions by operator, in the order of the names.</summary>
    public IReadOnlyList<SessionCounts> Sessions { get; init; } = [];

    /// <summary>The counts by input topic.</summary>
    internal IReadOnlyDictionary<string, RecordCounts> Topics { get; init; } = new Dictionary<string, RecordCounts>();

    /// <summary>The counts in one line, losses by operator included.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString()
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"read {Read} (processed {Processed}, late {Late}, failed {Failed}, rejected {Rejected}), session limit hits {SessionLimitHits}, lag {LagRecords}, "
            + $"tasks {Tasks}, commits {Commits}, restored {RestoredRecords}, recoveries {Recoveries}");
        return Dropped.Count == 0 ? text : $"{text}; dropped by operator: {string.Join("; ", Dropped)}";
    }
}
