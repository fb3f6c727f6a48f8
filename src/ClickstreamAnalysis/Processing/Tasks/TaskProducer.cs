using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The producer of a stream thread, through which its tasks write. It begins a transaction at the first record.</summary>
internal abstract class TaskProducer
{
    /// <summary>Whether each commit is atomic: all records since the last one become visible, or none.</summary>
    public abstract bool IsTransactional { get; }

    /// <summary>Writes one record as part of the thread's next commit.</summary>
    public abstract void Produce(in RawRecord record);

    /// <summary>The highest offset acknowledged in a partition, or -1; exact after a commit.</summary>
    public abstract long LastOffset(TopicPartition partition);
}
