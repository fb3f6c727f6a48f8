using ClickstreamAnalysis.Processing.Failures;

namespace ClickstreamAnalysis.Runtime.Owners;

/// <summary>The tasks that the stream threads of this instance hold. Stream threads write it, and never wait. Thread-safe.</summary>
internal sealed class HeldTasks(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TaskId, HeldTask> _tasks = [];
    private long _sequence;

    /// <summary>A task is being restored.</summary>
    public void Starting(TaskId id) => Set(id, isRunning: false);

    /// <summary>A task is restored and processes records.</summary>
    public void Running(TaskId id) => Set(id, isRunning: true);

    /// <summary>A task was closed.</summary>
    public void Closed(TaskId id)
    {
        lock (_lock)
        {
            _tasks.Remove(id);
        }
    }

    /// <summary>Finds a task; null when the instance does not hold it.</summary>
    public HeldTask? Find(TaskId id)
    {
        lock (_lock)
        {
            return _tasks.TryGetValue(id, out var held) ? held : null;
        }
    }

    /// <summary>Copies the tasks.</summary>
    public KeyValuePair<TaskId, HeldTask>[] Read()
    {
        lock (_lock)
        {
            return [.. _tasks];
        }
    }

    private void Set(TaskId id, bool isRunning)
    {
        lock (_lock)
        {
            _tasks[id] = new HeldTask(isRunning, time.GetUtcNow(), ++_sequence);
        }
    }
}
