using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Commits;
using ClickstreamAnalysis.Runtime.Draining;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Owns a consumer, a producer and the tasks of the partitions it holds: polls, processes, commits, and starts its tasks over
/// from the last commit when the log fails it. Everything happens on one thread, without locks.
/// </summary>
internal sealed class StreamThread : IRawRecordHandler, IAssignmentListener, IDisposable
{
    private readonly ThreadEnvironment _environment;
    private readonly StreamsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly int _index;
    private readonly ILogConsumer _consumer;
    private readonly ThreadProducer _producer;
    private readonly Readiness _readiness;
    private readonly Restoration _restoration;
    private readonly TaskTable _tasks = new();
    private readonly TaskTakeover _takeover;
    private readonly WaitingRecords _waiting;
    private readonly IdleInputs _idle;
    private readonly StandstillReport _standstill;
    private readonly Committer _committer;
    private readonly CommitClock _commitClock;
    private readonly DrainStep _drainStep;
    private readonly InputEnds _ends;
    private readonly ClosingAllowance _closing;

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
        _consumer = environment.Log.CreateConsumer(new LogConsumerOptions
        {
            GroupId = _options.ApplicationId,
            InstanceId = InstanceIdentity.IsKept(_options) ? $"{environment.InstanceId}-{index}" : null,
            ClientId = name,
            OffsetReset = OffsetReset.Fail, // each task says where to start
            QueueBytes = environment.Memory.ConsumerBytes, ReadHeaders = environment.ReadsHeaders,
        });
        _producer = new ThreadProducer(environment, name, _logger);
        _restoration = new Restoration(environment, _logger);
        _commitClock = new CommitClock(_time, _options.CommitInterval);
        _ends = new InputEnds(_consumer, _time);
        _committer = new Committer(environment, _producer, _consumer, _tasks, new RepartitionPurge(environment.Log.Admin, _logger));
        _waiting = new WaitingRecords(_tasks, _consumer);
        _idle = new IdleInputs(_tasks, _consumer, _options, new SilentUpstreams(_options, environment.Metrics, _logger));
        _standstill = new StandstillReport(_tasks, _consumer, _options, _logger);
        _drainStep = new DrainStep(_tasks, _consumer, _options);
        var taskEnvironment = environment.ForTasks(_producer);
        _closing = taskEnvironment.Closing;
        _takeover = new TaskTakeover(environment, taskEnvironment, _consumer, _restoration, _tasks, holder: this, _logger);
        _readiness = new Readiness(environment, _producer, _takeover, _committer);
    }

    /// <summary>Tasks that are processing now. May be read from any thread.</summary>
    public int RunningTasks => Volatile.Read(ref _runningTasks);

    /// <summary>Something was committed.</summary>
    public bool HasCommitted { get; private set; }

    /// <summary>Something is being taken over or started over. May be read from any thread.</summary>
    public bool IsBusy => Volatile.Read(ref _isBusy);

    /// <summary>One turn: poll, process, close what is due, commit when it is time.</summary>
    /// <param name="wait">How long to wait for records when there is nothing else to do.</param>
    /// <returns>Whether anything was done.</returns>
    /// <exception cref="InstanceFencedException">Another member of its name has its place in the group.</exception>
    /// <exception cref="OffsetOutOfRangeException">What a task or a restoration is to read next is not in the log any more. The consumer is of no use after that.</exception>
    /// <exception cref="Exception">The thread cannot go on.</exception>
    public bool RunOnce(TimeSpan wait)
    {
        try
        {
            return Turn(wait);
        }
        catch (RecordTooLargeException error)
        {
            // Produced again, the record meets the policy.
            BeginRecovery(_environment.Limits.TryLower(error) ? error : throw _environment.Limits.Explain(error));
            return true;
        }
        catch (RecordLogException error) when (error is not (InstanceFencedException or TopicNotFoundException or OffsetOutOfRangeException))
        {
            BeginRecovery(error);
            return true;
        }
        catch (StateException error) when (_environment.Shared.CanRepair(error))
        {
            Pause(error);
            return true;
        }
        finally
        {
            Volatile.Write(ref _runningTasks, _tasks.Count);
            Volatile.Write(ref _isBusy, !_isSubscribed || _isRecovering || _takeover.IsBusy);
        }
    }

    /// <summary>How long to pause before the next turn: grows with failures in a row.</summary>
    public TimeSpan Backoff => !_readiness.IsReady && !_isSubscribed ? DiskWait.Interval
        : _failures == 0 ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(Math.Min(5_000, 50L << Math.Min(_failures, 10)));

    public void OnRecord(in RawRecord record)
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

        route.Input.LastRecordTicks = _turnTicks;
    }

    public void OnAssigned(IReadOnlyCollection<TopicPartition> partitions)
    {
        _logger.LogInformation("Thread {Thread} was assigned {Partitions}.", _index, string.Join(", ", partitions));
        _consumer.Pause(partitions);
        if (_readiness.IsReady)
        {
            _takeover.Start(partitions);
        }
    }

    public void OnRevoked(IReadOnlyCollection<TopicPartition> partitions)
    {
        _logger.LogInformation("Thread {Thread} gives up {Partitions}.", _index, string.Join(", ", partitions));
        try
        {
            if (!_isRecovering)
            {
                CommitAndWriteBack();
            }
        }
        catch (Exception error) when (error is RecordLogException || (error is StateException state && _environment.Shared.CanRepair(state)))
        {
            // The new owner starts at the last commit, so nothing is lost; what is left here must be forgotten.
            BeginRecovery(error);
        }

        _takeover.Close(partitions);
    }

    public void OnLost(IReadOnlyCollection<TopicPartition> partitions)
    {
        _logger.LogWarning("Thread {Thread} lost {Partitions}: the group went on without it.", _index, string.Join(", ", partitions));

        // The open transaction holds records of tasks that are no longer ours.
        _producer.Abandon();
        _isRecovering = true;
        _takeover.Close(partitions);
    }

    /// <summary>Commits and leaves the group. After a failure of the thread nothing is committed.</summary>
    public void Close(bool commit)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        try
        {
            if (commit && !_isRecovering)
            {
                CommitAndWriteBack();
            }
        }
        catch (StateException error) when (_environment.Shared.CanRepair(error))
        {
            Pause(error);
            _logger.LogWarning(error, "Thread {Thread} could not write the last rows; the next start restores them from the changelogs.", _index);
        }
        finally
        {
            // Whatever became of the commit: leaving the group must not try it again.
            _takeover.CloseAll();
            _readiness.Leave();
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
            _committer.Dispose();
            _environment.Metrics.Report(_index, 0, 0, _restoration.Replayed);
        }
    }

    private bool Turn(TimeSpan wait)
    {
        if (!_readiness.TryBecomeReady())
        {
            _isRecovering |= _isSubscribed;
            StandBy(wait);
            return false;
        }

        _environment.Partitions?.Check();
        if (_isRecovering)
        {
            Recover();
        }

        // Exactly-once, this settles what an earlier run left open, so it comes before any offset is asked for.
        _producer.Open();
        if (!_isSubscribed)
        {
            _consumer.Subscribe(_takeover.Topics, this);
            _isSubscribed = true;
        }

        _takeover.Retry();
        var wallClockMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _turnTicks = _time.GetTimestamp();
        _closing.Renew();
        var nowMs = TurnClock.Milliseconds(_time, _turnTicks);
        foreach (var task in _tasks.All)
        {
            task.Task.BeginBatch(wallClockMs, nowMs);
        }

        var restored = _takeover.IsRestoring && _takeover.Restore();
        var polled = _consumer.Poll(IsWorkWaiting ? TimeSpan.Zero : _commitClock.Limit(wait, _tasks.HasUncommitted), this);
        if (_isRecovering)
        {
            return true;
        }

        var taken = _waiting.Process();
        _idle.Follow(wallClockMs, _turnTicks);
        _tasks.EndBatches(wallClockMs);

        if (!_tasks.HasUncommitted)
        {
            _commitClock.Restart();
            _committer.WriteBackDue();
            _committer.CommitMoved();
        }
        else if (_commitClock.IsDue || _environment.Memory.Live.IsPressed)
        {
            Commit();
        }
        else
        {
            _committer.WriteBackPart();
        }

        FinishDrained();
        Report();
        return restored || polled > 0 || taken || _tasks.HasMoreDue || _committer.HasMoreRows;
    }

    // While records are arriving, the next turn starts at once and writes pending rows.
    private bool IsWorkWaiting => _takeover.IsRestoring || _tasks.HasMoreDue || (_committer.HasMoreRows && !_tasks.HasUncommitted);

    private void Commit(bool isLast = false)
    {
        _commitClock.Restart();
        if (_committer.Commit(isLast))
        {
            HasCommitted = true;
            _failures = 0;
        }
    }

    /// <summary>Whoever has the tasks next finds rows that lack nothing.</summary>
    private void CommitAndWriteBack()
    {
        Commit(isLast: true);
        _committer.WriteBack(everything: true);
    }

    private void FinishDrained()
    {
        if (_environment.Drain() is not { } drain || _takeover.IsBusy)
        {
            return;
        }

        var finished = _drainStep.CloseFinished(drain);
        if (finished.Count == 0)
        {
            return;
        }

        Commit(isLast: true);
        foreach (var running in finished)
        {
            running.IsDrained = true;
            drain.Finish(running.Task.Id);
        }
    }

    private void BeginRecovery(Exception error)
    {
        if (error is RecordLogFullException or StateException)
        {
            Pause(error);
            return;
        }

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

    /// <summary>Gives up all tasks because of damaged state or a full disk, which is waited for and not counted as a failure.</summary>
    private void Pause(Exception fault)
    {
        _isRecovering = true;
        if (_readiness.IsReady)
        {
            _environment.Metrics.AddRecovery();
        }

        _readiness.Note(fault);
    }

    /// <summary>Keeps the place in the group and processes nothing.</summary>
    private void StandBy(TimeSpan wait)
    {
        if (_isSubscribed)
        {
            _consumer.Pause(_consumer.Assignment);
            _consumer.Poll(wait, this);
        }
    }

    /// <summary>A new producer, and every task anew from its committed state and offsets: the one way back from any fault.</summary>
    private void Recover()
    {
        _producer.Abandon();
        _producer.Open();
        _takeover.CloseAll();

        var held = _consumer.Assignment.ToArray();
        _consumer.Pause(held);
        _isRecovering = false;
        _takeover.Start(held);
    }

    private void Report()
    {
        if (_ends.TryRefresh(_tasks.All, out var lag))
        {
            _environment.Metrics.Report(_index, _tasks.Count, lag, _restoration.Replayed);
            _environment.Metrics.Losses.SummarizeIfDue();
            _standstill.Check();
        }
    }
}
