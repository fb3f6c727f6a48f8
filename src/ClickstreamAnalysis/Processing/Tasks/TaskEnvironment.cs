using ClickstreamAnalysis.Processing.Losses;
using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>What a task finds around itself.</summary>
internal sealed record TaskEnvironment
{
    public required TimeProvider TimeProvider { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    public required StateDatabase Database { get; init; }

    public required TaskProducer Producer { get; init; }

    /// <summary>What to do with a record that cannot be processed.</summary>
    public required BadRecordPolicy BadRecords { get; init; }

    /// <summary>Event times of inputs before this are rejected, in milliseconds since 1970; not negative.</summary>
    public long EarliestEventTimeMs { get; init; }
    /// <summary>What to do with a derived record that cannot be written.</summary>
    public UnwritableRecordPolicy UnwritableRecords { get; init; } = UnwritableRecordPolicy.Fail;

    /// <summary>How far past the wall clock an event time may be.</summary>
    public required TimeSpan MaxFutureSkew { get; init; }

    /// <summary>The most bytes of a record, key and value together.</summary>
    public required int MaxRecordBytes { get; init; }

    /// <summary>What the live entries of all stores may take.</summary>
    public required LiveMemory LiveMemory { get; init; }

    /// <summary>How many entries each store of a task may keep in memory after a commit, however small they are.</summary>
    public int MaxLiveEntries { get; init; } = int.MaxValue;

    /// <summary>Whether stores look for objects that were changed without being put again.</summary>
    public bool ChecksOwnership { get; init; }

    /// <summary>How long after its commit a change may be written to its row.</summary>
    public required TimeSpan WriteBackDelay { get; init; }

    /// <summary>The topic's full name and its number of partitions.</summary>
    public required Func<OutputTopic, (string Name, int Partitions)> ResolveOutput { get; init; }

    /// <summary>How large a record of a topic may be, by its full name.</summary>
    public Func<string, TopicLimit> LimitOf { get; init; } = static _ => TopicLimit.None;

    /// <summary>The topic's full name, from the part behind the application id.</summary>
    public required Func<string, string> InternalTopic { get; init; }

    /// <summary>The tasks that write an internal topic, by its full name.</summary>
    public required Func<string, Upstream> UpstreamOf { get; init; }

    /// <summary>Where losses are logged and, at commits, added up.</summary>
    public required LossBoard Losses { get; init; }

    /// <summary>Shared by the tasks of the thread, which renews it each turn.</summary>
    public ClosingAllowance Closing { get; } = new();
}
