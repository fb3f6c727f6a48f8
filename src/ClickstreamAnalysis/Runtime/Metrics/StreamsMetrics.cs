using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>What an application has done since it was started, as of its last commits.</summary>
/// <remarks>
/// <see cref="Read"/> and its parts count the records of the topology's own input topics, each of them once: <c>Read = Processed +
/// Late + Failed + Rejected</c> always holds. What became of records on their way through the topology is in <see cref="Dropped"/>. Only committed work counts, so that under exactly-once a failure does not count records twice.
/// </remarks>
public sealed record StreamsMetrics
{
    /// <summary>Records read.</summary>
    public long Read => Processed + Late + Failed + Rejected;

    /// <summary>
    /// Records that every operator of their own sub-topology used. What was derived from them may still be dropped behind a
    /// repartition topic: see <see cref="Dropped"/>.
    /// </summary>
    public long Processed { get; init; }

    /// <summary>Records that came after the close of a window they belong to, at one operator at least.</summary>
    public long Late { get; init; }

    /// <summary>Records that could not be processed and were skipped or sent to the dead-letter topic.</summary>
    public long Failed { get; init; }

    /// <summary>Records refused by a guard: a negative or far-future event time, or a limit per key.</summary>
    public long Rejected { get; init; }

    /// <summary>
    /// How often a session was full, by its maximum duration or number of events, when the gap would have joined an event or another
    /// session to it. The records are in one of the other counts.
    /// </summary>
    public long SessionLimitHits { get; init; }

    /// <summary>
    /// The failed and rejected by reason. Times that were rejected have <c>negative-time</c>, <c>early-time</c> or <c>future-time</c>, or the unit that they seem to
    /// be in: <c>time-in-seconds</c>, <c>time-in-microseconds</c>, <c>time-in-nanoseconds</c>, <c>time-in-ticks</c>.
    /// </summary>
    public IReadOnlyDictionary<string, long> Reasons { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// Every record that an operator did not use, by operator and reason, in the order in which they first occurred: derived
    /// records, such as those behind a repartition topic, which are in no other count; and input records, which are in one of the
    /// counts above as well. An input record that is late at two operators is in here twice. Empty when nothing was lost.
    /// </summary>
    public IReadOnlyList<OperatorLoss> Dropped { get; init; } = [];

    /// <summary>
    /// Offsets of inputs that were gone from the log before they were read, and were passed over because
    /// <see cref="StreamsOptions.OffsetOutOfRange"/> says so: as many records at most. They are in no other count.
    /// </summary>
    public long SkippedOffsets { get; init; }

    /// <summary>Commits made.</summary>
    public long Commits { get; init; }

    /// <summary>Changelog records replayed to rebuild state.</summary>
    public long RestoredRecords { get; init; }

    /// <summary>Times a thread started its tasks over after a fault of the log.</summary>
    public long Recoveries { get; init; }

    /// <summary>
    /// Times a task behind a repartition topic went on without an upstream task that had sent nothing for
    /// <see cref="StreamsOptions.UpstreamWaitTimeout"/>. Records of that task may be late then.
    /// </summary>
    public long UpstreamsLeftOut { get; init; }

    /// <summary>Times that damaged files of the state directory were deleted and all state restored from its changelogs; at most one in a run.</summary>
    public long StateRebuilds { get; init; }

    /// <summary>Memory in use now, by part.</summary>
    public MemoryUsage Memory { get; init; } = new();

    /// <summary>Tasks held now.</summary>
    public int Tasks { get; init; }

    /// <summary>Records known to be in the input topics and not yet processed; refreshed about once a second.</summary>
    public long LagRecords { get; init; }

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
