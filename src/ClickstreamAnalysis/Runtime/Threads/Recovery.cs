using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Commits;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Restarts the tasks of a thread from the last commit after a fault: with a new producer, and every task from its committed state and
/// offsets. Counts the faults between two commits.
/// </summary>
internal sealed class Recovery(
    int thread, ThreadEnvironment environment, ILogConsumer consumer, ThreadProducer producer, TaskTakeover takeover, Readiness readiness, ILogger logger)
{
    private static readonly TimeSpan s_firstBackoff = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromSeconds(5);

    private readonly StreamsOptions _options = environment.Options;
    private int _failures;
    private bool _isNoted;
    private Exception? _fault;
    private DateTimeOffset _since;

    /// <summary>The tasks must be restarted before anything is processed or committed.</summary>
    public bool IsPending { get; private set; }

    /// <summary>How long to pause before the next turn: grows with the failures in a row.</summary>
    public TimeSpan Backoff => _failures == 0 ? TimeSpan.Zero
        : s_firstBackoff * Math.Pow(2, Math.Min(_failures, 10)) is var backoff && backoff < s_longestBackoff ? backoff : s_longestBackoff;

    /// <summary>Whether a fault of the state can be repaired while the application runs.</summary>
    public bool CanRepair(StateException error) => environment.Shared.CanRepair(error);

    /// <summary>Handles a fault of the log or the state: the tasks are restarted before the next turn, or given up until the fault is repaired.</summary>
    /// <exception cref="StreamsException">Too many faults in a row, or the disk was full for too long.</exception>
    /// <exception cref="StateException">The state cannot be repaired.</exception>
    public void Begin(Exception fault)
    {
        Note(fault);
        if (fault is RecordLogFullException or StateException)
        {
            Pause(fault);
            return;
        }

        _failures++;
        _isNoted = true;
        environment.Waits.Note(
            WaitReason.Broker, $"thread {thread}", $"Thread {thread} restarts its tasks from the last commit after a fault of {environment.Log.Description}: {fault.Message}");
        environment.Metrics.AddRecovery();
        IsPending = true;
        if (_failures > _options.MaxConsecutiveFailures)
        {
            throw new StreamsException(
                $"Thread {thread} of '{_options.ApplicationId}' restarted its tasks {_failures - 1} times without being able to commit (StreamsOptions.MaxConsecutiveFailures). The last fault: {fault.Message}",
                fault)
            { IsTransient = true };
        }

        logger.TasksRestart(fault, thread, _failures);
    }

    /// <summary>Gives up all tasks because of damaged state or a full disk, and waits. That does not count as a failure.</summary>
    /// <exception cref="StreamsException">The disk was full for too long.</exception>
    /// <exception cref="StateException">The state cannot be repaired.</exception>
    public void Pause(Exception fault)
    {
        Note(fault);
        IsPending = true;
        if (readiness.IsReady)
        {
            environment.Metrics.AddRecovery();
        }

        readiness.Note(fault);
    }

    /// <summary>Makes a restart of the tasks necessary.</summary>
    public void Require() => IsPending = true;

    /// <summary>Something was committed, so the next fault is the first in a row.</summary>
    public void Committed()
    {
        _failures = 0;
        EndWait();
    }

    /// <summary>The thread has ended, or works again.</summary>
    public void EndWait()
    {
        if (_isNoted)
        {
            _isNoted = false;
            environment.Waits.End(WaitReason.Broker, $"thread {thread}");
        }
    }

    /// <summary>Restarts the tasks if that is necessary.</summary>
    public void RunIfPending()
    {
        if (!IsPending)
        {
            return;
        }

        var activity = environment.Telemetry.BeginRecovery(thread, _fault, _fault is null ? _options.TimeProvider.GetUtcNow() : _since);
        try
        {
            Restart();
        }
        catch (Exception error)
        {
            ThreadTelemetry.End(activity, error);
            throw;
        }

        ThreadTelemetry.End(activity, error: null);
        _fault = null;
    }

    private void Restart()
    {
        producer.Abandon();
        producer.Open();
        takeover.CloseAll();

        var held = consumer.Assignment.ToArray();
        consumer.Pause(held);
        IsPending = false;
        takeover.Start(held);
    }

    private void Note(Exception fault)
    {
        if (_fault is null)
        {
            (_fault, _since) = (fault, _options.TimeProvider.GetUtcNow());
        }
    }
}
