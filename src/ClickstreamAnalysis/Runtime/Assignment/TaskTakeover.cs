using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Runtime.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Assignment;

/// <summary>Starts the tasks of assigned partitions (lock, restore, seek, resume) and closes them on revocation.</summary>
internal sealed class TaskTakeover(
    ThreadEnvironment environment, TaskEnvironment taskEnvironment, ILogConsumer consumer, Restoration restoration, TaskTable tasks, ILogger logger)
{
    private readonly Dictionary<string, PlannedSubTopology> _readers = environment.Plan.SubTopologies
        .SelectMany(sub => sub.SourceTopics.Select(topic => (topic, sub)))
        .ToDictionary(pair => pair.topic, pair => pair.sub);

    private readonly HashSet<TaskId> _waitingForLock = [];
    private readonly HashSet<TaskId> _incomplete = [];
    private readonly TaskStarts _starts = new(environment, consumer, logger);

    // Restored; their start offsets are not known yet.
    private readonly List<(TaskId Id, TaskState State)> _complete = [];

    /// <summary>The topics that the application reads.</summary>
    public IReadOnlyCollection<string> Topics => _readers.Keys;

    /// <summary>Tasks whose state is complete and whose start offsets are not known yet.</summary>
    public IEnumerable<TaskId> Complete => _complete.Select(static task => task.Id);

    /// <summary>Tasks that another thread of this process still holds.</summary>
    public IReadOnlyCollection<TaskId> WaitingForLock => _waitingForLock;

    /// <summary>An assigned task is not running yet.</summary>
    public bool IsBusy => IsRestoring || _waitingForLock.Count > 0;

    /// <summary><see cref="Restore"/> has something to do.</summary>
    public bool IsRestoring => restoration.IsBusy || _complete.Count > 0;

    /// <summary>Retries tasks whose rows another thread of this process still held.</summary>
    public void Retry()
    {
        if (_waitingForLock.Count > 0)
        {
            Start(consumer.Assignment);
        }
    }

    /// <summary>Begins to take over the tasks of partitions that are assigned and paused.</summary>
    public void Start(IReadOnlyCollection<TopicPartition> partitions)
    {
        var assigned = consumer.Assignment.Concat(partitions).ToHashSet();
        foreach (var id in partitions.Select(IdOf).Distinct())
        {
            var sub = environment.Plan.SubTopologyOf(id);
            var missing = sub.SourceTopics.Select(topic => new TopicPartition(topic, id.Partition)).Where(partition => !assigned.Contains(partition)).ToArray();
            if (missing.Length > 0)
            {
                _incomplete.Add(id);
                environment.Waits.Note(
                    WaitReason.Instance, $"task {id}", $"Task {id} waits for {string.Join(", ", missing)}, which the group assigned to another member");
                logger.PartitionsElsewhere(id, string.Join(", ", missing));
                continue;
            }

            EndWait(_incomplete, WaitReason.Instance, id);
            if (tasks.Contains(id) || restoration.Contains(id) || _complete.Exists(task => task.Id == id))
            {
                continue;
            }

            // A thread of this process that has not noticed yet that it lost the partition may still hold the rows.
            if (environment.Locks.TryTake(id, holder: this))
            {
                EndWait(_waitingForLock, WaitReason.Thread, id);
                environment.Tasks.Starting(id);
                restoration.Add(id, new TaskState(id, sub.SubTopology.Stores, taskEnvironment));
            }
            else
            {
                _waitingForLock.Add(id);
                environment.Waits.Note(WaitReason.Thread, $"task {id}", $"Task {id} waits until another thread of this instance has closed it");
            }
        }
    }

    /// <summary>Restores a slice of the tasks that are being taken over, and starts those that are complete.</summary>
    public bool Restore()
    {
        _complete.AddRange(restoration.Step(TimeSpan.FromMilliseconds(1)));
        var any = false;
        foreach (var (id, state) in _complete.ToArray())
        {
            var sub = environment.Plan.SubTopologyOf(id);
            var starts = _starts.Find(id, [.. sub.SourceTopics.Select(topic => new TopicPartition(topic, id.Partition))], state);
            _complete.Remove((id, state));
            if (starts is null)
            {
                // One wait for committed offsets is enough for a turn. The next turn begins with another task.
                _complete.Add((id, state));
                break;
            }

            any = true;

            // The committed offsets wait for transactions of the former owner. One that was open while the changelog was replayed may
            // have been committed since.
            if (restoration.IsComplete(state))
            {
                Run(id, state, starts);
            }
            else
            {
                restoration.Add(id, state);
            }
        }

        return any;
    }

    private void Run(TaskId id, TaskState state, IReadOnlyList<TopicPartitionOffset> starts)
    {
        using var batch = environment.Database.CreateBatch();
        if (state.WriteStarts(batch, starts))
        {
            environment.Database.Apply(batch);
        }

        var task = new StreamTask(id, environment.Plan.SubTopologyOf(id).SubTopology, state, taskEnvironment);
        task.Start(environment.Options.TimeProvider);
        foreach (var start in starts)
        {
            var input = task.InputOf(start.Partition.Topic);
            input.NextOffset = input.CommittedOffset = start.Offset;
            consumer.Seek(start.Partition, start.Offset);
        }

        OpenSessionCount.Begin(task, environment.Metrics.Sessions, environment.Shared);
        tasks.Add(new RunningTask(task));
        if (environment.Tasks.IsAsked(id.SubTopology))
        {
            state.StartRecording(); // all rows are restored
        }

        environment.Tasks.Running(id, CommittedTask.Of(task));
        consumer.Resume([.. task.Inputs.Select(input => input.Partition)]);
    }

    /// <summary>Closes all tasks, and writes no row of those that are being restored.</summary>
    public void Abandon()
    {
        var ids = tasks.All.Select(running => running.Id).Concat(restoration.Tasks).ToArray();
        restoration.Abandon();
        foreach (var id in ids)
        {
            try
            {
                Close(id);
            }
            catch (StateException error)
            {
                // A processor that reads its store in Close meets the fault that is being handled.
                logger.FaultMetAgain(error, id);
            }
        }
    }

    /// <summary>Closes all tasks and discards their uncommitted work.</summary>
    public void CloseAll()
    {
        foreach (var id in tasks.All.Select(running => running.Id).Concat(restoration.Tasks).Concat(_complete.Select(task => task.Id)).ToArray())
        {
            Close(id);
        }
    }

    /// <summary>Closes the tasks of partitions and discards their uncommitted work.</summary>
    public void Close(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var id in partitions.Select(IdOf).Distinct())
        {
            Close(id);
        }
    }

    private void Close(TaskId id)
    {
        EndWait(_waitingForLock, WaitReason.Thread, id);
        EndWait(_incomplete, WaitReason.Instance, id);
        if (tasks.Contains(id) || restoration.Contains(id) || _complete.Exists(task => task.Id == id))
        {
            environment.Tasks.Closed(id);
        }

        try
        {
            _complete.RemoveAll(task => task.Id == id);
            restoration.Remove(id);
            environment.Metrics.Sessions.Close(id);
            tasks.Remove(id)?.Task.Close();
        }
        finally
        {
            environment.Locks.Release(id, holder: this);
        }
    }

    private void EndWait(HashSet<TaskId> waiting, WaitReason reason, TaskId id)
    {
        if (waiting.Remove(id))
        {
            environment.Waits.End(reason, $"task {id}");
        }
    }

    private TaskId IdOf(TopicPartition partition)
    {
        var sub = _readers[partition.Topic];
        return partition.Partition < sub.Partitions
            ? new TaskId(sub.SubTopology.Id, partition.Partition)
            : throw PartitionWatch.Changed(partition.Topic, sub, $"has grown beyond its {sub.Partitions} partitions");
    }
}
