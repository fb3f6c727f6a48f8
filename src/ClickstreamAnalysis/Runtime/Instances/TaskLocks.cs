using ClickstreamAnalysis.Processing.Failures;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>
/// Prevents two threads of one process from writing the rows of the same task: the group may reassign a partition while its former owner is
/// stalled. Thread-safe.
/// </summary>
internal sealed class TaskLocks
{
    private readonly Dictionary<TaskId, object> _holders = [];

    public bool TryTake(TaskId task, object holder)
    {
        lock (_holders)
        {
            return _holders.TryAdd(task, holder) || ReferenceEquals(_holders[task], holder);
        }
    }

    /// <summary>Whether a thread of this process holds the task.</summary>
    public bool IsTaken(TaskId task)
    {
        lock (_holders)
        {
            return _holders.ContainsKey(task);
        }
    }

    /// <summary>Releases the task, unless another holder has it.</summary>
    public void Release(TaskId task, object holder)
    {
        lock (_holders)
        {
            if (_holders.TryGetValue(task, out var current) && ReferenceEquals(current, holder))
            {
                _holders.Remove(task);
            }
        }
    }
}
