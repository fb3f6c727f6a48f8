using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Runtime;

/// <summary>What the threads of an application share.</summary>
internal sealed record ThreadEnvironment(
    ILog Log, StateDatabase Database, TopicPlan Plan, StreamsOptions Options, MetricsBoard Metrics, string InstanceId, MemoryPlan Memory)
{
    /// <summary>Who holds which task's rows.</summary>
    public TaskLocks Locks { get; } = new();

    /// <summary>How large records may be.</summary>
    public TopicLimits Limits { get; init; } = TopicLimits.None;

    /// <summary>Notices topics that change their number of partitions; null where there is no plan to compare with.</summary>
    public PartitionWatch? Partitions { get; init; }

    /// <summary>The bounded run that is under way, or null.</summary>
    public Func<Drain?> Drain { get; init; } = () => null;
}
