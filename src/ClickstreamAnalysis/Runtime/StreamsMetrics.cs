namespace ClickstreamAnalysis.Runtime;

/// <summary>What an application has done since it was started, as of its last commits.</summary>
/// <remarks>
/// Records are those of the topology's own input topics; internal topics do not count. <c>Read = Processed + Late + Poison +
/// Guarded</c> always holds. Only committed work counts, so that under exactly-once a failure does not count records twice.
/// </remarks>
public sealed record StreamsMetrics
{
    /// <summary>Records read.</summary>
    public long Read => Processed + Late + Poison + Guarded;

    /// <summary>Records that every operator took.</summary>
    public long Processed { get; init; }

    /// <summary>Records that came after the close of a window they belong to, at one operator at least.</summary>
    public long Late { get; init; }

    /// <summary>Records that could not be processed and were skipped or sent to the dead-letter topic.</summary>
    public long Poison { get; init; }

    /// <summary>Records refused by a guard: a negative or far-future event time, or a limit per key.</summary>
    public long Guarded { get; init; }

    /// <summary>
    /// How often a session was full, by its maximum duration or number of events, when the gap would have joined an event or another
    /// session to it. The records are in one of the other counts.
    /// </summary>
    public long Capped { get; init; }

    /// <summary>The poisoned and guarded by reason.</summary>
    public IReadOnlyDictionary<string, long> Reasons { get; init; } = new Dictionary<string, long>();

    /// <summary>Commits made.</summary>
    public long Commits { get; init; }

    /// <summary>Changelog records replayed to rebuild state.</summary>
    public long Restored { get; init; }

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
    public long Lag { get; init; }
}
