using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>What tasks write through: the stream thread's producer, with a transaction opened at the first record.</summary>
internal abstract class TaskProducer
{
    /// <summary>Whether a commit makes all that was written since the last one visible, or nothing of it.</summary>
    public abstract bool IsTransactional { get; }

    /// <summary>Writes one record as part of the thread's next commit.</summary>
    public abstract void Produce(in RawRecord record);

    /// <summary>The highest offset acknowledged in a partition, or -1; exact after a commit.</summary>
    public abstract long LastOffset(TopicPartition partition);
}
