using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Commits;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Pauses a thread at a commit, and resumes it. While it is paused it polls its group with all partitions paused, restores the state of new
/// tasks, and processes, closes and punctuates nothing.
/// </summary>
internal sealed class PauseStep(int thread, ThreadEnvironment environment, TaskTable tasks, ILogConsumer consumer, CommitCycle commits)
{
    private readonly TimeProvider _time = environment.Options.TimeProvider;
    private long _sinceTicks;

    /// <summary>The thread processes nothing.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Pauses or resumes as requested. Before anything is polled or processed.</summary>
    /// <returns>Whether the thread is paused.</returns>
    public bool Follow()
    {
        if (environment.Pause.IsRequested)
        {
            if (!IsPaused)
            {
                commits.Commit(isLast: true);
                consumer.Pause(consumer.Assignment);
                _sinceTicks = _time.GetTimestamp();
                IsPaused = true;
            }

            environment.Pause.Stopped(thread);
        }
        else if (IsPaused)
        {
            Resume();
        }

        return IsPaused;
    }

    /// <summary>The thread holds no tasks, so nothing is uncommitted.</summary>
    public void HoldsNothing()
    {
        if (environment.Pause.IsRequested)
        {
            environment.Pause.Stopped(thread);
        }
    }

    /// <summary>Pauses the partitions of tasks that were started during the pause. Before the next poll.</summary>
    public void PauseStarted() => consumer.Pause(consumer.Assignment);

    private void Resume()
    {
        IsPaused = false;
        var now = _time.GetTimestamp();
        var paused = _time.GetElapsedTime(_sinceTicks, now);
        foreach (var running in tasks.All)
        {
            running.Task.SkipPause(now, now - _sinceTicks, TurnClock.Milliseconds(_time, now), (long)paused.TotalMilliseconds);

            // Inputs with too many waiting records stay paused until these are processed.
            consumer.Resume([.. running.Task.Inputs.Select(input => input.Partition).Where(partition => !running.Paused.Contains(partition))]);
        }
    }
}
