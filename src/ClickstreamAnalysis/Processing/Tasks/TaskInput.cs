using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>One input partition of a task.</summary>
/// <param name="partition">The partition.</param>
/// <param name="upstream">For a repartition topic the tasks that write it; null for an outside topic.</param>
/// <param name="firstUpstream">The number of its first upstream among those of the task.</param>
/// <param name="receiver">Receives the records.</param>
internal sealed class TaskInput(TopicPartition partition, Upstream? upstream, int firstUpstream, SourceReceiver receiver)
{
    public TopicPartition Partition => partition;

    public bool IsInternal => upstream is not null;

    public Upstream? Upstream => upstream;

    public int FirstUpstream => firstUpstream;

    public int UpstreamCount => upstream?.Tasks ?? 1;

    /// <summary>The name of the node that reads it.</summary>
    public required string SourceName { get; init; }

    public SourceReceiver Receiver => receiver;

    /// <summary>
    /// The offset to read next: one past the last record processed, and past offsets without records behind it. Null while it is not
    /// known.
    /// </summary>
    public long? NextOffset { get; set; }

    /// <summary>The time of the last record, as a timestamp of the application's clock.</summary>
    public long LastRecordTicks { get; set; }

    /// <summary>The end up to which it was read when the log confirmed it; null until it did. A later record invalidates it.</summary>
    public long? ConfirmedEnd { get; set; }

    /// <summary>The request for it; null for none.</summary>
    public EndQuery? EndQuery { get; set; }

    /// <summary>Does not count a part of the time since the last record.</summary>
    /// <param name="nowTicks">The present time, as a timestamp of the application's clock.</param>
    /// <param name="ticks">The time not to count, in ticks of such timestamps.</param>
    public void PostponeIdle(long nowTicks, long ticks) => LastRecordTicks = Math.Min(nowTicks, LastRecordTicks + ticks);

    /// <summary><see cref="NextOffset"/> as of the last commit.</summary>
    public long? CommittedOffset { get; set; }

    /// <summary>The counts of its records since the last commit.</summary>
    public RecordCounts Uncommitted { get; } = new();
}
