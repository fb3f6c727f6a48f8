using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Tasks;

/// <summary>A record that a serde cannot read yet.</summary>
internal sealed class SerdeWait(StreamTask task, TaskInput input, long offset)
{
    private readonly SerdeNotReadyException _awaited = task.Awaited!;

    public TaskInput Input => input;

    /// <summary>Whether it is worth reading the record again.</summary>
    public bool IsOver => _awaited.Ready.IsCompleted;

    /// <summary>When it began, as a timestamp of the application's clock; null before it was noted.</summary>
    public long? SinceTicks { get; set; }

    /// <summary>When it was last noted, as a timestamp of the application's clock.</summary>
    public long NotedTicks { get; set; }

    /// <summary>Whether it was logged.</summary>
    public bool IsLogged { get; set; }

    public override string ToString() => $"Task {task.Name} waits for {_awaited.Awaited}, to read {input.Partition} at offset {offset}";
}
