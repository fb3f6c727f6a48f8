using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Finds inputs that have been read to their end and get no records: stream time advances without them, or follows the wall clock. Sends no
/// request to the log.
/// </summary>
internal sealed class IdleInputs(TaskTable tasks, ILogConsumer consumer, StreamsOptions options, SilentUpstreams silent)
{
    /// <summary>Stream time follows the wall clock in steps, because each step is committed.</summary>
    private const long StepMs = 1_000;

    // A tenth of the shortest timeout, so that the check is cheap and not late by much.
    private readonly TimeSpan _interval = TimeSpan.FromTicks(Math.Min(
        TimeSpan.FromMilliseconds(500).Ticks, Math.Min(options.UpstreamIdleTimeout.Ticks, options.IdleTimeout?.Ticks ?? long.MaxValue) / 10));

    private long? _lastTicks;

    /// <summary>Once a turn, after its records.</summary>
    /// <param name="wallClockMs">The wall clock.</param>
    /// <param name="turnTicks">The time of this turn, as a timestamp of the application's clock.</param>
    public void Follow(long wallClockMs, long turnTicks)
    {
        if (_lastTicks is { } last && options.TimeProvider.GetElapsedTime(last, turnTicks) < _interval)
        {
            return;
        }

        _lastTicks = turnTicks;
        foreach (var running in tasks.All)
        {
            var task = running.Task;
            if (options.IdleTimeout is null && !task.ExchangesStreamTime)
            {
                continue;
            }

            Follow(running, wallClockMs, turnTicks);
            task.CommitIfMustTell();
        }
    }

    private void Follow(RunningTask running, long wallClockMs, long turnTicks)
    {
        var task = running.Task;
        var isQuiet = !task.HasMoreDue;
        for (var i = 0; i < task.Inputs.Length; i++)
        {
            var input = task.Inputs[i];
            if (!consumer.IsAtEnd(input.Partition) || running.WaitingOf(i) > 0)
            {
                isQuiet = false;
            }
            else if (input.IsInternal)
            {
                silent.Check(task, input);
                isQuiet &= task.AreUpstreamsQuiet(input);
            }
            else
            {
                isQuiet &= FollowOutside(task, input, wallClockMs, options.TimeProvider.GetElapsedTime(input.LastRecordTicks, turnTicks));
            }
        }

        task.SetQuiet(isQuiet);
    }

    /// <summary>Whether the input, which has been read to its end, is quiet.</summary>
    private bool FollowOutside(StreamTask task, TaskInput input, long wallClockMs, TimeSpan quietFor)
    {
        // A task without records has nothing open, and no stream time.
        if (quietFor >= options.IdleTimeout && task.StreamTimeMs != TaskClock.NotStarted)
        {
            if (wallClockMs - task.StreamTimeMs >= StepMs)
            {
                task.FollowWallClock(input, wallClockMs);
            }

            return false;
        }

        if (quietFor < options.UpstreamIdleTimeout)
        {
            return false;
        }

        task.LeaveOut(input.FirstUpstream);
        return true;
    }
}
