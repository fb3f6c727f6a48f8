using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Draining;
using ClickstreamAnalysis.Runtime.Memory;
using ClickstreamAnalysis.Runtime.Metrics;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Runtime.Telemetry;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>The services, plans and limits that the threads of an application share.</summary>
internal sealed record ThreadEnvironment(
    IRecordLog Log, StateDatabase Database, TopicPlan Plan, StreamsOptions Options, MetricsBoard Metrics, string InstanceId, MemoryPlan Memory)
{
    /// <summary>The database, which a thread enters before it takes tasks over.</summary>
    public SharedDatabase Shared { get; } = SharedDatabase.Of(Database, Options, Metrics);

    /// <summary>Writes histograms and activities.</summary>
    public ThreadTelemetry Telemetry { get; } = new(Options.ApplicationId, Options.TimeProvider);

    /// <summary>The wait for space on the disk of the log.</summary>
    public DiskWait LogDisk { get; init; } = new("the log", Options);

    /// <summary>The tasks of the instance and their committed state, for queries and for the other instances.</summary>
    public TaskBoard Tasks { get; init; } = new(Options.TimeProvider);

    /// <summary>Whether processing is paused.</summary>
    public PauseSwitch Pause { get; init; } = new(Options.TimeProvider);

    /// <summary>The descriptions of the threads.</summary>
    public ThreadBoard Descriptions { get; init; } = new();

    /// <summary>What the application waits for.</summary>
    public WaitBoard Waits { get; init; } = new(Options.TimeProvider);

    /// <summary>Called by threads when their part of the application's state changes.</summary>
    public Action StateMayHaveChanged { get; init; } = static () => { };

    /// <summary>The holders of the tasks' rows.</summary>
    public TaskLocks Locks { get; init; } = new();

    /// <summary>The size limits of records by topic.</summary>
    public TopicLimits Limits { get; init; } = TopicLimits.None;

    /// <summary>Whether consumers read headers: the topology looks at them, or dead letters keep them.</summary>
    public bool ReadsHeaders => Plan.SeesHeaders || Options.BadRecords.DeadLetterTopic is not null;

    /// <summary>Detects topics that change their number of partitions; null in tests without a plan.</summary>
    public PartitionWatch? Partitions { get; init; }

    /// <summary>Returns the drain in progress, or null.</summary>
    public Func<Drain?> Drain { get; init; } = () => null;

    /// <summary>The services and limits of the tasks of a thread.</summary>
    public TaskEnvironment ForTasks(TaskProducer producer) => new()
    {
        TimeProvider = Options.TimeProvider,
        LoggerFactory = Options.LoggerFactory,
        Database = Database,
        Producer = producer,
        BadRecords = Options.BadRecords,
        EarliestEventTimeMs = Math.Max(0, Options.EarliestEventTime?.ToUnixTimeMilliseconds() ?? 0),
        UnwritableRecords = Options.UnwritableRecords,
        LimitOf = Limits.Of,
        MaxFutureSkew = Options.MaxFutureSkew,
        MaxRecordBytes = Options.MaxRecordBytes,
        LiveMemory = Memory.Live,
        MaxLiveEntries = Options.MaxLiveEntries,
        ChecksOwnership = Options.ChecksStores,
        WriteBackDelay = Options.WriteBackDelay,
        Losses = Metrics.Losses,
        ResolveOutput = Plan.Resolve,
        UpstreamOf = Plan.UpstreamOf,
        InternalTopic = topic => TopicPlan.InternalName(Options.ApplicationId, topic),
    };
}
