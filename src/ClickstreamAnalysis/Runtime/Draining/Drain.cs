using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Runtime.Planning;

namespace ClickstreamAnalysis.Runtime.Draining;

/// <summary>
/// The end of a bounded run: sub-topologies are finished in the order in which records flow, so that what the first ones still
/// emit is processed by the next. Thread-safe.
/// </summary>
internal sealed class Drain
{
    private readonly Lock _lock = new();
    private readonly Queue<HashSet<TaskId>> _levels = new();

    public Drain(TopicPlan plan, StreamsOptions options)
    {
        Progress = new DrainProgress(options);
        foreach (var level in plan.SubTopologies.GroupBy(sub => sub.Level).OrderBy(level => level.Key))
        {
            _levels.Enqueue([.. level.SelectMany(sub =>
                Enumerable.Range(0, sub.Partitions).Select(partition => new TaskId(sub.SubTopology.Id, partition)))]);
        }
    }

    /// <summary>What it waits for.</summary>
    public DrainProgress Progress { get; }

    /// <summary>The tasks whose turn it is.</summary>
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

    /// <summary>Whether it is this task's turn.</summary>
    public bool IsDue(TaskId task)
    {
        lock (_lock)
        {
            return _levels.TryPeek(out var level) && level.Contains(task);
        }
    }

    /// <summary>The task has read everything, closed everything, and committed.</summary>
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
