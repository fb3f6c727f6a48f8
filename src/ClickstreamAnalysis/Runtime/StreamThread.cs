using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Processors;
using ClickstreamAnalysis.State;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime;

/// <summary>
/// Owns a consumer, a producer and the tasks of the partitions it holds: polls, processes, commits, and starts its tasks over
/// from the last commit when the log fails it. Everything happens on one thread, without locks.
/// </summary>
internal sealed class StreamThread : ILogRecordHandler, IAssignmentListener, IDisposable
{
    /// <summary>An idle task follows the wall clock in steps, because each one is committed.</summary>
    private const long IdleStepMs = 1_000;

    private readonly ThreadEnvironment _environment;
    private readonly StreamsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly int _index;
    private readonly ILogConsumer _consumer;
    private readonly ThreadProducer _producer;
    private readonly TaskEnvironment _taskEnvironment;
    private readonly Restoration _restoration;
    private readonly StateBatch _batch;
    private readonly Dictionary<string, PlannedSubTopology> _readers;
    private readonly TaskTable _tasks = new();
    private readonly CommitClock _commitClock;
    private readonly InputEnds _ends;
    private readonly RepartitionPurge _purge;

    private readonly HashSet<TaskId> _waitingForLock = [];

    private long _turnTicks;
    private int _runningTasks;
    private bool _isBusy = true;
    private bool _isSubscribed;
    private bool _isClosed;
    private bool _isRecovering;
    private int _failures;

    public StreamThread(int index, ThreadEnvironment environment)
    {
        _index = index;
        _environment = environment;
        _options = environment.Options;
        _time = _options.TimeProvider;
        _logger = _options.LoggerFactory.CreateLogger<StreamThread>();
        var name = $"{_options.ApplicationId}-{environment.InstanceId}-{index}";
        _readers = environment.Plan.SubTopologies
            .SelectMany(sub => sub.SourceTopics.Select(topic => (topic, sub)))
            .ToDictionary(pair => pair.topic, pair => pair.sub);
        _consumer = environment.Log.CreateConsumer(new LogConsumerOptions
        {
            GroupId = _options.ApplicationId,
            ClientId = name,
            OffsetReset = OffsetReset.Earliest,
        });
        _producer = new ThreadProducer(environment.Log, _options, name);
        _restoration = new Restoration(environment.Log, environment.Database, _options, _logger);
        _batch = environment.Database.CreateBatch();
        _commitClock = new CommitClock(_time, _options.EffectiveCommitInterval);
        _ends = new InputEnds(_consumer, _time, _options.RequestTimeout);
        _purge = new RepartitionPurge(environment.Log.Admin, _logger);
        _taskEnvironment = new TaskEnvironment
        {
            TimeProvider = _time,
            LoggerFactory = _options.LoggerFactory,
            Database = environment.Database,
            Producer = _producer,
            BadRecords = _options.BadRecords,
            MaxFutureSkew = _options.MaxFutureSkew,
            MaxRecordBytes = _options.MaxRecordBytes,
            MaxLiveEntries = _options.MaxLiveEntries,
            ResolveOutput = environment.Plan.Resolve,
            InternalTopic = topic => TopicPlan.InternalName(_options.ApplicationId, topic),
        };
    }

    /// <summary>Tasks that are processing now. May be read from any thread.</summary>
    public int RunningTasks => Volatile.Read(ref _runningTasks);

    /// <summary>Something is being taken over or started over. May be read from any thread.</summary>
    public bool IsBusy => Volatile.Read(ref _isBusy);

    /// <summary>One turn: poll, process, close what is due, commit when it is time.</summary>
    /// <param name="wait">How long to wait for records when there is nothing else to do.</param>
    /// <returns>Whether anything was done.</returns>
    /// <exception cref="Exception">The thread cannot go on.</exception>
    public bool RunOnce(TimeSpan wait)
    {
        try
        {
            return Turn(wait);
        }
        catch (LogException error) when (error is not (LogTopicNotFoundException or LogRecordTooLargeException or LogOffsetOutOfRangeException))
        {
            BeginRecovery(error);
            return true;
        }
        finally
        {
            Volatile.Write(ref _runningTasks, _tasks.Count);
            Volatile.Write(ref _isBusy, !_isSubscribed || _isRecovering || _restoration.IsBusy || _waitingForLock.Count > 0);
        }
    }

    /// <summary>How long to pause before the next turn: grows with failures in a row.</summary>
    public TimeSpan Backoff => _failures == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(5_000, 50L << Math.Min(_failures, 10)));

    public void OnRecord(in LogRecord record)
    {
        if (!_tasks.TryRoute(record.Topic, record.Partition, out var route))
        {
            // A partition that is being restored, or given up, is paused; what was on its way is read again from its offset.
            return;
        }

        if (route.Task.Waiting is { } waiting)
        {
            waiting.Add(route.Input, in record);
        }
        else
        {
            route.Task.Task.Process(route.Input, in record);
        }

        route.Task.LastRecordTicks = _turnTicks;
    }

    public void OnAssigned(IReadOnlyCollection<TopicPartition> partitions)
    {
        _logger.LogInformation("Thread {Thread} was assigned {Partitions}.", _index, string.Join(", ", partitions));
        _consumer.Pause(partitions);
        StartTasks(partitions);
    }

    public void OnRevoked(IReadOnlyCollection<TopicPartition> partitions)
    {
        _logger.LogInformation("Thread {Thread} gives up {Partitions}.", _index, string.Join(", ", partitions));
        try
        {
            if (!_isRecovering)
            {
                Commit();
            }
        }
        catch (LogException error)
        {
            // The new owner starts at the last commit, so nothing is lost; what is left here must be forgotten.
            BeginRecovery(error);
        }

        CloseTasks(partitions);
    }

    public void OnLost(IReadOnlyCollection<TopicPartition> partitions)
    {
        _logger.LogWarning("Thread {Thread} lost {Partitions}: the group went on without it.", _index, string.Join(", ", partitions));

        // The open transaction holds records of tasks that are no longer ours.
        _producer.Abandon();
        _isRecovering = true;
        CloseTasks(partitions);
    }

    /// <summary>Commits and leaves the group. After a failure of the thread nothing is committed.</summary>
    public void Close(bool commit)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        if (commit && !_isRecovering)
        {
            Commit();
        }

        foreach (var id in _tasks.All.Select(running => running.Task.Id).Concat(_restoration.Tasks).ToArray())
        {
            CloseTask(id);
        }
    }

    public void Dispose()
    {
        try
        {
            _consumer.Dispose();
        }
        finally
        {
            _restoration.Dispose();
            _producer.Dispose();
            _batch.Dispose();
            _environment.Metrics.Report(_index, 0, 0, _restoration.Replayed);
        }
    }

    private bool Turn(TimeSpan wait)
    {
        if (_isRecovering)
        {
            Recover();
        }

        // Exactly-once, this settles what an earlier run left open, so it comes before any offset is asked for.
        _producer.Open();
        if (!_isSubscribed)
        {
            _consumer.Subscribe([.. _readers.Keys], this);
            _isSubscribed = true;
        }

        if (_waitingForLock.Count > 0)
        {
            StartTasks(_consumer.Assignment);
        }

        var wallClockMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _turnTicks = _time.GetTimestamp();
        foreach (var task in _tasks.All)
        {
            task.Task.BeginBatch(wallClockMs);
        }

        var restored = _restoration.IsBusy && Restore();
        var polled = _consumer.Poll(_restoration.IsBusy ? TimeSpan.Zero : _commitClock.Limit(wait, HasUncommitted), this);
        if (_isRecovering)
        {
            return true;
        }

        var taken = ProcessWaiting();
        FollowWallClock(wallClockMs);
        foreach (var task in _tasks.All)
        {
            task.Task.EndBatch(wallClockMs);
        }

        if (HasUncommitted ? _commitClock.IsDue : _commitClock.Skip())
        {
            Commit();
        }

        FinishDrained();
        Report();
        return restored || polled > 0 || taken;
    }

    private bool HasUncommitted
    {
        get
        {
            foreach (var task in _tasks.All)
            {
                if (task.Task.HasUncommitted)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private void Commit()
    {
        _commitClock.Restart();
        var tasks = _tasks.All.Where(task => task.Task.HasUncommitted).Select(task => task.Task).ToArray();
        if (tasks.Length == 0)
        {
            return;
        }

        _batch.Clear();
        foreach (var task in tasks)
        {
            task.Flush(_batch);
        }

        var offsets = new List<TopicPartitionOffset>();
        foreach (var input in tasks.SelectMany(task => task.Inputs))
        {
            if (input.NextOffset is { } next)
            {
                offsets.Add(new(input.Partition, next));
            }
        }

        _producer.Commit(offsets, _consumer);
        foreach (var task in tasks)
        {
            task.WriteCheckpoint(_batch);
        }

        // From here on the log has it. If the process ends before the next line is done, the changelog's tail is replayed.
        _environment.Database.Apply(_batch);
        if (_options.Guarantee == ProcessingGuarantee.AtLeastOnce && offsets.Count > 0)
        {
            _consumer.Commit(offsets);
        }

        foreach (var task in tasks)
        {
            task.Committed(_environment.Metrics.AddRecords);
            foreach (var input in task.Inputs)
            {
                _purge.Consider(input);
            }
        }

        _failures = 0;
        _environment.Metrics.AddCommit();
    }

    private void StartTasks(IReadOnlyCollection<TopicPartition> partitions)
    {
        var assigned = _consumer.Assignment.Concat(partitions).ToHashSet();
        foreach (var id in partitions.Select(IdOf).Distinct())
        {
            var sub = _environment.Plan.SubTopologies[IndexOf(id)];
            var missing = sub.SourceTopics.Select(topic => new TopicPartition(topic, id.Partition)).Where(partition => !assigned.Contains(partition)).ToArray();
            if (missing.Length > 0)
            {
                _logger.LogWarning("Task {Task} waits for {Missing}, which the group gave to another member.", id, string.Join(", ", missing));
                continue;
            }

            if (_tasks.Contains(id) || _restoration.Contains(id))
            {
                continue;
            }

            // Another thread of this process that has not yet noticed its loss may still hold the rows.
            if (_environment.Locks.TryTake(id, this))
            {
                _waitingForLock.Remove(id);
                _restoration.Add(id, new TaskState(id, sub.SubTopology.Stores, _taskEnvironment));
            }
            else
            {
                _waitingForLock.Add(id);
            }
        }
    }

    private bool Restore()
    {
        var done = _restoration.Step(TimeSpan.FromMilliseconds(1));
        foreach (var (id, state) in done)
        {
            var sub = _environment.Plan.SubTopologies[IndexOf(id)];
            var starts = StartsOf([.. sub.SourceTopics.Select(topic => new TopicPartition(topic, id.Partition))], state);

            // The answer about offsets waits for transactions of the former owner; one that was still open while the changelog
            // was replayed may have been committed since.
            if (!_restoration.IsComplete(state))
            {
                _restoration.Add(id, state);
                continue;
            }

            var task = new StreamTask(id, sub.SubTopology, state, _taskEnvironment);
            task.BeginBatch(_time.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (var start in starts)
            {
                _consumer.Seek(start.Partition, start.Offset);
            }

            _tasks.Add(new RunningTask(task, _time.GetTimestamp()));
            _consumer.Resume([.. task.Inputs.Select(input => input.Partition)]);
        }

        return done.Count > 0;
    }

    /// <summary>Reading goes on where the last commit ended.</summary>
    private List<TopicPartitionOffset> StartsOf(TopicPartition[] inputs, TaskState state)
    {
        var committed = _consumer.Committed(inputs, _options.RequestTimeout);
        var starts = new List<TopicPartitionOffset>();
        foreach (var input in inputs)
        {
            var known = state.Checkpoint is { } checkpoint && checkpoint.Inputs.TryGetValue(input.Topic, out var next) ? next : (long?)null;
            var group = committed.TryGetValue(input, out var offset) ? offset : (long?)null;

            // At-least-once, the state may be a commit ahead of the group: going back would count records twice for nothing.
            var start = group is null || (_options.Guarantee == ProcessingGuarantee.AtLeastOnce && known > group) ? known : group;
            starts.Add(new(input, start ?? _consumer.QueryOffsets(input, _options.RequestTimeout).Start));
        }

        return starts;
    }

    private bool ProcessWaiting()
    {
        var any = false;
        foreach (var running in _tasks.All)
        {
            if (running.Waiting is not { } waiting)
            {
                continue;
            }

            while (waiting.TryTake(input => _consumer.IsAtEnd(input.Partition), out var input, out var record))
            {
                running.Task.Process(input, record.ToLogRecord());
                any = true;
            }

            Throttle(running, waiting);
        }

        return any;
    }

    private void Throttle(RunningTask running, RecordGroup waiting)
    {
        for (var i = 0; i < running.Task.Inputs.Count; i++)
        {
            var partition = running.Task.Inputs[i].Partition;
            if (waiting.WaitingOf(i) >= RecordGroup.HighWaterMark && running.Paused.Add(partition))
            {
                _consumer.Pause([partition]);
            }
            else if (waiting.WaitingOf(i) <= RecordGroup.LowWaterMark && running.Paused.Remove(partition))
            {
                _consumer.Resume([partition]);
            }
        }
    }

    private void FollowWallClock(long wallClockMs)
    {
        if (_options.IdleTimeout is not { } timeout)
        {
            return;
        }

        foreach (var running in _tasks.All)
        {
            // A task that has never seen a record has nothing open, and no time to start from.
            if (running.Task.Clock.StreamTimeMs != TaskClock.NotStarted
                && wallClockMs - running.Task.Clock.StreamTimeMs >= IdleStepMs
                && running.Waiting is not { Count: > 0 }
                && _time.GetElapsedTime(running.LastRecordTicks) >= timeout
                && running.Task.Inputs.All(input => _consumer.IsAtEnd(input.Partition)))
            {
                running.Task.AdvanceTo(wallClockMs);
            }
        }
    }

    private void FinishDrained()
    {
        if (_environment.Drain() is not { } drain || _restoration.IsBusy)
        {
            return;
        }

        var finished = new List<RunningTask>();
        foreach (var running in _tasks.All)
        {
            if (running.IsDrained || !drain.IsDue(running.Task.Id))
            {
                continue;
            }

            running.DrainEnds ??= running.Task.Inputs.ToDictionary(
                input => input.Partition, input => _consumer.QueryOffsets(input.Partition, _options.RequestTimeout).End);
            if (running.Waiting is not { Count: > 0 } && running.DrainEnds.All(end => end.Value == 0 || _consumer.Position(end.Key) >= end.Value))
            {
                running.Task.CloseEverything();
                finished.Add(running);
            }
        }

        if (finished.Count == 0)
        {
            return;
        }

        Commit();
        foreach (var running in finished)
        {
            running.IsDrained = true;
            drain.Finish(running.Task.Id);
        }
    }

    private void BeginRecovery(LogException error)
    {
        _failures++;
        _environment.Metrics.AddRecovery();
        _isRecovering = true;
        if (_failures > _options.MaxConsecutiveFailures)
        {
            throw new StreamsException(
                $"Thread {_index} of '{_options.ApplicationId}' started its tasks over {_failures - 1} times without being able to commit. The last fault: {error.Message}",
                error);
        }

        _logger.LogWarning(error, "Thread {Thread} starts its tasks over from the last commit (failure {Failure} in a row).", _index, _failures);
    }

    /// <summary>A new producer, and every task anew from its committed state and offsets: the one way back from any fault.</summary>
    private void Recover()
    {
        _producer.Abandon();
        _producer.Open();
        foreach (var id in _tasks.All.Select(running => running.Task.Id).Concat(_restoration.Tasks).ToArray())
        {
            CloseTask(id);
        }

        var held = _consumer.Assignment.ToArray();
        _consumer.Pause(held);
        _isRecovering = false;
        StartTasks(held);
    }

    private void CloseTasks(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var id in partitions.Select(IdOf).Distinct())
        {
            CloseTask(id);
        }
    }

    private void CloseTask(TaskId id)
    {
        _waitingForLock.Remove(id);
        _restoration.Remove(id);
        try
        {
            _tasks.Remove(id)?.Task.Close();
        }
        finally
        {
            _environment.Locks.Release(id, this);
        }
    }

    private TaskId IdOf(TopicPartition partition)
    {
        var sub = _readers[partition.Topic];
        return partition.Partition < sub.Partitions
            ? new TaskId(sub.SubTopology.Id, partition.Partition)
            : throw new StreamsException(
                $"The topic '{partition.Topic}' has grown beyond its {sub.Partitions} partitions while the application runs. Keys have moved away from "
                + "their state, so nothing more is processed. Give the application a new ApplicationId to start over, or move its input to a new topic.");
    }

    private int IndexOf(TaskId id)
    {
        for (var i = 0; i < _environment.Plan.SubTopologies.Count; i++)
        {
            if (_environment.Plan.SubTopologies[i].SubTopology.Id == id.SubTopology)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"There is no sub-topology {id.SubTopology}.");
    }

    private void Report()
    {
        if (_ends.TryRefresh(_tasks.All, out var lag))
        {
            _environment.Metrics.Report(_index, _tasks.Count, lag, _restoration.Replayed);
        }
    }
}
