namespace ClickstreamAnalysis.Runtime.Telemetry;

/// <summary>The names of tags: those of OpenTelemetry's conventions where there are any.</summary>
internal static class TagNames
{
    public const string Application = "clickstream.application.id";

    public const string ApplicationState = "clickstream.application.state";

    public const string MemoryPart = "clickstream.memory.part";

    public const string Operator = "clickstream.operator.name";

    public const string Reason = "clickstream.drop.reason";

    public const string RebalanceKind = "clickstream.rebalance.kind";

    public const string RestoreOutcome = "clickstream.restore.outcome";

    public const string Records = "clickstream.records";

    public const string Store = "clickstream.store.name";

    public const string SubTopology = "clickstream.sub_topology.id";

    public const string Task = "clickstream.task.id";

    public const string Tasks = "clickstream.tasks";

    public const string TaskState = "clickstream.task.state";

    public const string Thread = "clickstream.thread.id";

    public const string Partitions = "clickstream.partitions";

    public const string Topic = "messaging.destination.name";

    public const string Partition = "messaging.destination.partition.id";

    public const string ErrorType = "error.type";
}
