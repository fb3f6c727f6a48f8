using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Tasks;

/// <summary>A task with what its thread keeps about it.</summary>
internal sealed class RunningTask(StreamTask task)
{
    public StreamTask Task => task;

    /// <summary>Waiting records, when the task has several inputs; null when records are processed as they come.</summary>
    public PartitionGroup? Waiting { get; } = task.Inputs.Length > 1 ? new PartitionGroup(task.Inputs) : null;

    /// <summary>Inputs that are paused because too much waits.</summary>
    public HashSet<TopicPartition> Paused { get; } = [];

    /// <summary>Where each input ends for the bounded run under way; null before it is the task's turn.</summary>
    public Dictionary<TopicPartition, long>? DrainEnds { get; set; }

    public Standstill Standstill { get; } = new();

    public bool IsDrained { get; set; }
}
