using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Tasks;

/// <summary>The running tasks of a thread, and the way from a record to its task.</summary>
internal sealed class TaskTable
{
    private readonly SortedDictionary<TaskId, RunningTask> _tasks = [];
    private readonly Dictionary<TopicPartition, Route> _routes = [];
    private Route _last;
    private int _firstToEnd;

    public int Count => _tasks.Count;

    /// <summary>All tasks, in the order of their ids. An array, because every turn of the thread goes through it several times.</summary>
    public RunningTask[] All { get; private set; } = [];

    /// <summary>A task has more due than it may close at once.</summary>
    public bool HasMoreDue => Array.Exists(All, static running => running.Task.HasMoreDue);

    /// <summary>A task has something to commit.</summary>
    public bool HasUncommitted => Array.Exists(All, static running => running.Task.HasUncommitted);

    /// <summary>Ends the batch of each task, starting with another one each time: all share what may be closed at once.</summary>
    public void EndBatches(long wallClockMs)
    {
        _firstToEnd = All.Length == 0 ? 0 : (_firstToEnd + 1) % All.Length;
        for (var i = 0; i < All.Length; i++)
        {
            All[(_firstToEnd + i) % All.Length].Task.EndBatch(wallClockMs);
        }
    }

    public bool Contains(TaskId id) => _tasks.ContainsKey(id);

    public void Add(RunningTask task)
    {
        _tasks.Add(task.Task.Id, task);
        foreach (var input in task.Task.Inputs)
        {
            _routes[input.Partition] = new Route(task, input);
        }

        All = [.. _tasks.Values];
    }

    public RunningTask? Remove(TaskId id)
    {
        if (!_tasks.Remove(id, out var task))
        {
            return null;
        }

        _last = default;
        All = [.. _tasks.Values];
        foreach (var input in task.Task.Inputs)
        {
            _routes.Remove(input.Partition);
        }

        return task;
    }

    /// <summary>Finds where a record belongs. Runs of one partition, which is how records come, cost two comparisons.</summary>
    public bool TryRoute(string topic, int partition, out Route route)
    {
        if (_last.Input is { } last && last.Partition.Partition == partition
            && (ReferenceEquals(last.Partition.Topic, topic) || last.Partition.Topic == topic))
        {
            route = _last;
            return true;
        }

        if (_routes.TryGetValue(new(topic, partition), out route))
        {
            _last = route;
            return true;
        }

        return false;
    }

    internal readonly record struct Route(RunningTask Task, TaskInput Input);
}
