using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Tasks;

/// <summary>A running task, and what its thread keeps about it.</summary>
internal sealed class RunningTask(StreamTask task)
{
    public StreamTask Task => task;

    public TaskId Id => task.Id;

    /// <summary>The id of its sub-topology.</summary>
    public int SubTopology => Id.SubTopology;

    /// <summary>
    /// Records that wait for earlier ones of other inputs, or for a serde; null for a task with one input whose serdes are ready, which processes records
    /// at once.
    /// </summary>
    public PartitionGroup? Waiting { get; private set; } = task.Inputs.Length > 1 ? new PartitionGroup(task.Inputs) : null;

    /// <summary>Inputs that are paused because too many of their records wait.</summary>
    public HashSet<TopicPartition> Paused { get; } = [];

    /// <summary>The end offset of each input in a drain; null before it is the task's turn.</summary>
    public Dictionary<TopicPartition, long>? DrainEnds { get; set; }

    public Standstill Standstill { get; } = new();

    /// <summary>The drain has closed and committed everything of the task.</summary>
    public bool IsDrained { get; set; }

    /// <summary>Whether a record waits for an earlier one of another input.</summary>
    public bool HasWaiting => Waiting is { Count: > 0 };

    /// <summary>The wait of the next record for a serde; null when there is none.</summary>
    public SerdeWait? SerdeWait { get; set; }

    /// <summary>Processes a record, or keeps it until the task's other inputs have caught up and its serdes are ready.</summary>
    public void Take(TaskInput input, in RawRecord record)
    {
        if (Waiting is { } waiting)
        {
            waiting.Add(input, in record);
        }
        else if (!task.Process(input, in record))
        {
            Waiting = new PartitionGroup(task.Inputs);
            Waiting.Add(input, in record);
            SerdeWait = new SerdeWait(task, input, record.Offset);
        }
    }

    /// <summary>Processes records at once again if the task has one input and none of its records waits.</summary>
    public void EndWaiting()
    {
        if (task.Inputs.Length == 1 && !HasWaiting)
        {
            Waiting = null;
        }
    }

    /// <summary>How many records of an input wait.</summary>
    /// <param name="input">The number of the input.</param>
    public int WaitingOf(int input) => Waiting?.WaitingOf(input) ?? 0;
}
