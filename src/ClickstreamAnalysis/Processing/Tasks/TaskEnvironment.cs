using ClickstreamAnalysis.Processing.Losses;
using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The services and limits a task runs with.</summary>
internal sealed record TaskEnvironment
{
    public required TimeProvider TimeProvider { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    public required StateDatabase Database { get; init; }

    public required TaskProducer Producer { get; init; }

    /// <summary>The policy for records that cannot be processed.</summary>
    public required BadRecordPolicy BadRecords { get; init; }

    /// <summary>Event times of inputs before this are rejected, in milliseconds since 1970; not negative.</summary>
    public long EarliestEventTimeMs { get; init; }

    /// <summary>The policy for derived records that cannot be written.</summary>
    public UnwritableRecordPolicy UnwritableRecords { get; init; } = UnwritableRecordPolicy.Fail;

    /// <summary>The most that an event time may be ahead of the wall clock.</summary>
    public required TimeSpan MaxFutureSkew { get; init; }

    /// <summary>The most bytes of a record, key and value together.</summary>
    public required int MaxRecordBytes { get; init; }

    /// <summary>The memory of the live entries of all stores.</summary>
    public required LiveMemory LiveMemory { get; init; }

    /// <summary>The most entries that each store of a task keeps in memory after a commit, however small they are.</summary>
    public int MaxLiveEntries { get; init; } = int.MaxValue;

    /// <summary>Whether stores look for objects that were changed without being put again.</summary>
    public bool ChecksOwnership { get; init; }

    /// <summary>The longest time between the commit of a change and the write of its row.</summary>
    public required TimeSpan WriteBackDelay { get; init; }

    /// <summary>Resolves a topic to its full name and number of partitions.</summary>
    public required Func<OutputTopic, (string Name, int Partitions)> ResolveOutput { get; init; }

    /// <summary>The limit of a topic's records, by its full name.</summary>
    public Func<string, TopicLimit> LimitOf { get; init; } = static _ => TopicLimit.None;

    /// <summary>Returns the full name of an internal topic, from its name without the application id.</summary>
    public required Func<string, string> InternalTopic { get; init; }

    /// <summary>The tasks that write an internal topic, by its full name.</summary>
    public required Func<string, Upstream> UpstreamOf { get; init; }

    /// <summary>Logs losses, and adds them up at commits.</summary>
    public required LossBoard Losses { get; init; }

    /// <summary>The closing allowance, which the tasks of a thread share and the thread renews each turn.</summary>
    public ClosingAllowance Closing { get; } = new();
}
