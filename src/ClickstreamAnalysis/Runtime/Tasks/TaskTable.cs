using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Tasks;

/// <summary>The running tasks of a thread, by id and by input partition.</summary>
internal sealed class TaskTable
{
    private readonly SortedDictionary<TaskId, RunningTask> _tasks = [];
    private readonly Dictionary<TopicPartition, Route> _routes = [];
    private Route _last;
    private int _firstToEnd;

    public int Count => _tasks.Count;

    /// <summary>All tasks, in the order of their ids. An array, because every turn of the thread enumerates it several times.</summary>
    public RunningTask[] All { get; private set; } = [];

    /// <summary>A task has more due than it may close in one turn.</summary>
    public bool HasMoreDue => Array.Exists(All, static running => running.Task.HasMoreDue);

    /// <summary>A task has uncommitted work.</summary>
    public bool HasUncommitted => Array.Exists(All, static running => running.Task.HasUncommitted);

    /// <summary>Ends the batch of each task. Each turn starts with the next task, because all share the allowance for closing.</summary>
    public void EndBatches(long wallClockMs)
    {
        _firstToEnd = All.Length == 0 ? 0 : (_firstToEnd + 1) % All.Length;
        for (var i = 0; i < All.Length; i++)
        {
            All[(_firstToEnd + i) % All.Length].Task.EndBatch(wallClockMs);
        }
    }

    /// <summary>Begins a batch of records in each task.</summary>
    /// <param name="wallClockMs">The wall clock, for the guard against future times.</param>
    /// <param name="nowMs">The thread's clock, which never goes back.</param>
    public void BeginBatches(long wallClockMs, long nowMs)
    {
        foreach (var running in All)
        {
            running.Task.BeginBatch(wallClockMs, nowMs);
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

    /// <summary>Finds the task of a record. Records arrive in runs of one partition, within which this costs two comparisons.</summary>
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

    /// <summary>The task and input that a partition belongs to.</summary>
    internal readonly record struct Route(RunningTask Task, TaskInput Input)
    {
        /// <summary>Hands over a record.</summary>
        /// <param name="record">The record.</param>
        /// <param name="turnTicks">The time of this turn, as a timestamp of the application's clock.</param>
        public void Deliver(in RawRecord record, long turnTicks)
        {
            Task.Take(Input, in record);
            Input.LastRecordTicks = turnTicks;
        }
    }
}
