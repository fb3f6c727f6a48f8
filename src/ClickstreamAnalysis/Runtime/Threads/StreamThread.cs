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
/// Owns a consumer, a producer and the tasks of its partitions: polls, processes, commits, and restarts its tasks from the last commit
/// after a fault of the log. Everything runs on one thread, without locks. Created by <see cref="StreamThreadFactory"/>.
/// </summary>
internal sealed class StreamThread(
    int index,
    ThreadEnvironment environment,
    ILogConsumer consumer,
    ThreadProducer producer,
    Committer committer,
    Restoration restoration,
    ClosingAllowance closing,
    ILogger logger) : IDisposable
{
    private readonly TimeProvider _time = environment.Options.TimeProvider;
    private int _runningTasks;
    private bool _isBusy = true;
    private int _activity;
    private bool _isClosed;

    public required TaskTable Tasks { private get; init; }

    public required TaskTakeover Takeover { private get; init; }

    public required Readiness Readiness { private get; init; }

    public required Recovery Recovery { private get; init; }

    public required CommitCycle Commits { private get; init; }

    public required GroupSubscription Membership { private get; init; }

    public required RecordRouter Router { private get; init; }

    public required WaitingRecords Waiting { private get; init; }

    public required IdleInputs Idle { private get; init; }

    public required DrainStep Drain { private get; init; }

    public required ThreadReport Report { private get; init; }

    public required PauseStep Pausing { private get; init; }

    public required ThreadDescriber Describer { private get; init; }

    /// <summary>What the thread is doing. May be read from any thread.</summary>
    public StreamThreadActivity Activity => (StreamThreadActivity)Volatile.Read(ref _activity);

    /// <summary>Tasks that are processing now. May be read from any thread.</summary>
    public int RunningTasks => Volatile.Read(ref _runningTasks);

    /// <summary>Tasks are being taken over or restarted. May be read from any thread.</summary>
    public bool IsBusy => Volatile.Read(ref _isBusy);

    /// <summary>Something was committed.</summary>
    public bool HasCommitted => Commits.HasCommitted;

    /// <summary>How long to pause before the next turn.</summary>
    public TimeSpan Backoff => !Readiness.IsReady && !Membership.HasJoined ? DiskWait.Interval : Recovery.Backoff;

    // While records are arriving, the next turn starts at once and writes pending rows.
    private bool IsWorkWaiting => Takeover.IsRestoring || Tasks.HasMoreDue || Commits.HasRowsToWriteNow;

    /// <summary>One turn: polls, processes, closes what is due, and commits when it is time.</summary>
    /// <param name="wait">How long to wait for records when there is nothing else to do.</param>
    /// <returns>Whether anything was done.</returns>
    /// <exception cref="InstanceFencedException">Another member with its instance id has replaced it in the group.</exception>
    /// <exception cref="OffsetOutOfRangeException">The log no longer holds the next offset of a task or a restoration. The consumer cannot be used after that.</exception>
    /// <exception cref="Exception">The thread cannot continue.</exception>
    public bool RunOnce(TimeSpan wait)
    {
        try
        {
            return Turn(wait);
        }
        catch (RecordTooLargeException error)
        {
            // Produced again, the record meets the policy.
            Recovery.Begin(environment.Limits.TryLower(error) ? error : throw environment.Limits.Explain(error));
            return true;
        }
        catch (RecordLogException error) when (error is not (InstanceFencedException or TopicNotFoundException or OffsetOutOfRangeException))
        {
            Recovery.Begin(error);
            return true;
        }
        catch (StateException error) when (Recovery.CanRepair(error))
        {
            Recovery.Pause(error);
            return true;
        }
        finally
        {
            Now(StreamThreadActivity.Idle);
            Publish();
        }
    }

    /// <summary>Commits and leaves the group.</summary>
    /// <param name="commit">False after a failure of the thread: its work is discarded.</param>
    public void Close(bool commit)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        try
        {
            if (commit && !Recovery.IsPending)
            {
                Commits.CommitAndWriteBack();
            }
        }
        catch (StateException error) when (Recovery.CanRepair(error))
        {
            Recovery.Pause(error);
            logger.LastRowsNotWritten(error, index);
        }
        finally
        {
            // Leaving the group revokes the partitions, which must not try the commit again.
            Takeover.CloseAll();
            Readiness.Leave();
        }
    }

    public void Dispose()
    {
        try
        {
            consumer.Dispose();
        }
        finally
        {
            restoration.Dispose();
            producer.Dispose();
            committer.Dispose();
            Report.End();
            Describer.End();
            Recovery.EndWait();
        }
    }

    private bool Turn(TimeSpan wait)
    {
        if (!Readiness.TryBecomeReady())
        {
            Membership.StandBy(wait, Router);
            Pausing.HoldsNothing();
            return false;
        }

        environment.Partitions?.Check();
        Recovery.RunIfPending();

        // Exactly-once, this aborts the transaction that an earlier run left open, so it comes before any offset is queried.
        producer.Open();
        Membership.Join();
        Takeover.Retry();
        if (Pausing.Follow())
        {
            Idle.Pause();
            return PausedTurn(wait);
        }

        var wallClockMs = BeginBatches();
        var restored = Restore();
        Now(StreamThreadActivity.Polling);
        var polled = consumer.Poll(IsWorkWaiting ? TimeSpan.Zero : Commits.Limit(environment.Drain() is null ? wait : Drain.Limit(wait)), Router);
        if (Recovery.IsPending)
        {
            return true;
        }

        Now(StreamThreadActivity.Processing);
        var taken = Waiting.Process();
        Idle.Follow(wallClockMs, Router.TurnTicks);
        Tasks.EndBatches(wallClockMs);
        Now(StreamThreadActivity.Committing);
        Commits.Turn();
        FinishDrained();
        Report.Turn();
        return restored || polled > 0 || taken || Tasks.HasMoreDue || Commits.HasMoreRows;
    }

    /// <summary>Keeps the membership, restores new tasks and writes rows; processes nothing.</summary>
    private bool PausedTurn(TimeSpan wait)
    {
        var restored = Restore();
        if (restored)
        {
            Pausing.PauseStarted();
        }

        Now(StreamThreadActivity.Polling);
        consumer.Poll(Takeover.IsRestoring || Commits.HasRowsToWriteNow ? TimeSpan.Zero : wait, Router);
        if (!Recovery.IsPending)
        {
            Now(StreamThreadActivity.Committing);
            Commits.Turn();
            Report.Turn();
        }

        return restored || Commits.HasMoreRows;
    }

    private bool Restore()
    {
        if (!Takeover.IsRestoring)
        {
            return false;
        }

        Now(StreamThreadActivity.Restoring);
        return Takeover.Restore();
    }

    private void Now(StreamThreadActivity activity) => Volatile.Write(ref _activity, (int)activity);

    private void Publish()
    {
        var isBusy = !Membership.HasJoined || Recovery.IsPending || Takeover.IsBusy;
        var hasChanged = isBusy != _isBusy || (_runningTasks == 0) != (Tasks.Count == 0);
        Volatile.Write(ref _runningTasks, Tasks.Count);
        Volatile.Write(ref _isBusy, isBusy);
        if (!isBusy)
        {
            Recovery.EndWait();
        }

        Describer.Turn(
            !Readiness.IsReady && Membership.HasJoined ? StreamThreadState.WaitingForState
            : !Membership.HasJoined ? StreamThreadState.Starting
            : Recovery.IsPending ? StreamThreadState.Recovering
            : Pausing.IsPaused ? StreamThreadState.Paused
            : Takeover.IsBusy ? StreamThreadState.Restoring
            : StreamThreadState.Running);
        if (hasChanged)
        {
            environment.StateMayHaveChanged();
        }
    }

    private long BeginBatches()
    {
        var wallClockMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        Router.TurnTicks = _time.GetTimestamp();
        closing.Renew();
        Tasks.BeginBatches(wallClockMs, TurnClock.Milliseconds(_time, Router.TurnTicks));
        return wallClockMs;
    }

    private void FinishDrained()
    {
        if (environment.Drain() is not { } drain || Takeover.IsBusy || Drain.CloseFinished(drain) is not { Count: > 0 } finished)
        {
            return;
        }

        Commits.Commit(isLast: true);
        foreach (var running in finished)
        {
            running.IsDrained = true;
            drain.Finish(running.Id);
        }
    }
}
