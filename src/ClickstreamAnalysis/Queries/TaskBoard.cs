using System.Collections.Frozen;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Queries;

/// <summary>
/// The tasks that the stream threads of this instance hold, and what their last commits contain. Stream threads publish here; queries, and the
/// announcements to other instances, read here. Thread-safe; the lock is held for a few assignments and for taking a snapshot.
/// </summary>
/// <remarks>
/// Changes are recorded only once somebody has asked, and only in the sub-topologies of the stores that were asked for, so that nobody pays for other queries than theirs. A thread publishes a commit before it
/// writes rows of it, and drops recorded changes after their rows are written. So a snapshot taken under the lock never has more than the
/// commits published with it.
/// </remarks>
internal sealed class TaskBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<TaskId, TaskEntry> _tasks = [];
    private TaskCompletionSource _changed = NewSource();
    private PublishedTasks? _published;
    private long _sequence;
    private volatile FrozenSet<int> _asked = [];

    /// <summary>Whether any tasks record their changes for queries.</summary>
    public bool IsEnabled => _asked.Count > 0;

    /// <summary>Whether the tasks of a sub-topology record their changes for queries.</summary>
    public bool IsAsked(int subTopology) => _asked.Contains(subTopology);

    /// <summary>A task is being restored.</summary>
    public void Starting(TaskId id) => Set(id, isRunning: false, committed: null);

    /// <summary>A task is restored and processes records.</summary>
    /// <param name="id">The task.</param>
    /// <param name="committed">Its state; null while it does not record its changes.</param>
    public void Running(TaskId id, CommittedTask? committed) => Set(id, isRunning: true, committed);

    /// <summary>A task was closed.</summary>
    public void Closed(TaskId id)
    {
        lock (_lock)
        {
            _tasks.Remove(id);
            Signal();
        }
    }

    /// <summary>Finds a task; null when the instance does not hold it.</summary>
    public HeldTask? Find(TaskId id)
    {
        lock (_lock)
        {
            return _tasks.TryGetValue(id, out var entry) ? entry.Held : null;
        }
    }

    /// <summary>Copies the tasks.</summary>
    public KeyValuePair<TaskId, HeldTask>[] ReadHeld()
    {
        lock (_lock)
        {
            return [.. _tasks.Select(static task => KeyValuePair.Create(task.Key, task.Value.Held))];
        }
    }

    /// <summary>Publishes the last commit of tasks that run, all of them at once.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="isRead">Whether a query has a snapshot. Called under the lock. Default null: nobody wants to know.</param>
    /// <returns>Whether no query has, or can get, what these tasks had published before.</returns>
    public bool Publish(List<StreamTask> tasks, Func<bool>? isRead = null)
    {
        if (!IsEnabled || tasks.Count == 0)
        {
            return false;
        }

        lock (_lock)
        {
            foreach (var task in tasks)
            {
                if (CommittedTask.Of(task) is { } committed && _tasks.TryGetValue(task.Id, out var entry))
                {
                    _tasks[task.Id] = entry with { Committed = committed };
                }
            }

            Signal();
            return isRead?.Invoke() == false;
        }
    }

    /// <summary>Waits until every running task of some sub-topologies has published a commit, which they begin to do at the first call.</summary>
    /// <param name="subTopologies">The sub-topologies.</param>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask EnableAsync(IReadOnlySet<int> subTopologies, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_asked.IsSupersetOf(subTopologies))
            {
                _asked = _asked.Union(subTopologies).ToFrozenSet();
            }

            if (AreAllPublished(subTopologies))
            {
                return ValueTask.CompletedTask;
            }
        }

        return WaitForAllAsync(subTopologies, timeout, cancellationToken);
    }

    /// <summary>Reads the tasks and takes a snapshot of their rows, at one moment.</summary>
    /// <param name="takeSnapshot">Takes the snapshot; returns null while the database is not open.</param>
    public QueryState Read(Func<QuerySnapshot?> takeSnapshot)
    {
        lock (_lock)
        {
            if (takeSnapshot() is not { } snapshot)
            {
                return new QueryState(new PublishedTasks([], [.. _tasks.Keys]), Snapshot: null);
            }

            // Many queries come between two commits.
            _published ??= new PublishedTasks(
                [.. _tasks.Values.Select(static task => task.Committed).OfType<CommittedTask>()],
                [.. _tasks.Where(static task => task.Value.Committed is null).Select(static task => task.Key)]);
            return new QueryState(_published, snapshot);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask WaitForAllAsync(IReadOnlySet<int> subTopologies, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (AreAllPublished(subTopologies))
                {
                    return;
                }

                changed = _changed.Task;
            }

            var left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(left, time, done.Token)).WaitAsync(cancellationToken).ConfigureAwait(false);
            await done.CancelAsync().ConfigureAwait(false);
        }
    }

    private bool AreAllPublished(IReadOnlySet<int> subTopologies)
    {
        foreach (var (id, task) in _tasks)
        {
            if (task is { Held.IsRunning: true, Committed: null } && subTopologies.Contains(id.SubTopology))
            {
                return false;
            }
        }

        return true;
    }

    private void Set(TaskId id, bool isRunning, CommittedTask? committed)
    {
        lock (_lock)
        {
            _tasks[id] = new TaskEntry(new HeldTask(isRunning, time.GetUtcNow(), ++_sequence), committed);
            Signal();
        }
    }

    private void Signal()
    {
        _published = null;
        if (IsEnabled)
        {
            _changed.TrySetResult();
            _changed = NewSource();
        }
    }

    private readonly record struct TaskEntry(HeldTask Held, CommittedTask? Committed);
}
