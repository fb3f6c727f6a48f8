using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Runtime.Planning;

namespace ClickstreamAnalysis.Runtime.Draining;

/// <summary>
/// The end of a bounded run. Sub-topologies are finished in the order of the data flow, so that the last records of one are processed by the
/// next. Thread-safe.
/// </summary>
internal sealed class Drain
{
    private readonly Lock _lock = new();
    private readonly Queue<HashSet<TaskId>> _levels = new();
    private readonly int _total;

    public Drain(TopicPlan plan, StreamsOptions options)
    {
        Progress = new DrainProgress(options);
        foreach (var level in plan.SubTopologies.GroupBy(sub => sub.Level).OrderBy(level => level.Key))
        {
            _levels.Enqueue([.. level.SelectMany(sub =>
                Enumerable.Range(0, sub.Partitions).Select(partition => new TaskId(sub.SubTopology.Id, partition)))]);
        }

        _total = _levels.Sum(static level => level.Count);
    }

    /// <summary>How many tasks are finished, and how many there are.</summary>
    public (int Finished, int Total) Count()
    {
        lock (_lock)
        {
            return (_total - _levels.Sum(static level => level.Count), _total);
        }
    }

    /// <summary>The causes of a drain that waits.</summary>
    public DrainProgress Progress { get; }

    /// <summary>The unfinished tasks of the current level.</summary>
    public IReadOnlyCollection<TaskId> Unfinished
    {
        get
        {
            lock (_lock)
            {
                return _levels.TryPeek(out var level) ? [.. level] : [];
            }
        }
    }

    /// <summary>Set when every task is finished.</summary>
    public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the task is in the current level.</summary>
    public bool IsDue(TaskId task)
    {
        lock (_lock)
        {
            return _levels.TryPeek(out var level) && level.Contains(task);
        }
    }

    /// <summary>Marks a task as finished: it has read and closed everything, and committed.</summary>
    public void Finish(TaskId task)
    {
        lock (_lock)
        {
            if (_levels.TryPeek(out var level) && level.Remove(task) && level.Count == 0)
            {
                _levels.Dequeue();
            }

            if (_levels.Count > 0)
            {
                return;
            }
        }

        Completion.TrySetResult();
    }
}
