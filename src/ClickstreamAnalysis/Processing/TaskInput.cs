using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Processing;

/// <summary>One input partition of a task.</summary>
internal sealed class TaskInput(TopicPartition partition, bool isInternal, SourceReceiver receiver)
{
    public TopicPartition Partition => partition;

    public bool IsInternal => isInternal;

    public SourceReceiver Receiver => receiver;

    /// <summary>One past the last record processed; null before the first.</summary>
    public long? NextOffset { get; set; }

    /// <summary>What became of its records since the last commit.</summary>
    public RecordCounts Uncommitted { get; } = new();
}
