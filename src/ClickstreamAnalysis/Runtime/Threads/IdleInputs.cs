using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Finds inputs that have been read to their end and get no records: stream time advances without them, or follows the wall clock. Asks
/// the log only once when an input becomes idle.
/// </summary>
internal sealed class IdleInputs(TaskTable tasks, ILogConsumer consumer, StreamsOptions options, SilentUpstreams silent, EndConfirmation ends)
{
    /// <summary>Stream time follows the wall clock in steps, because each step is committed.</summary>
    private const long StepMs = 1_000;

    /// <summary>
    /// What counts as idle of the time between two checks. A thread that was held up longer, because its machine was suspended or had no
    /// processor for it, could not hear of new records.
    /// </summary>
    private static readonly TimeSpan s_longestTurn = TimeSpan.FromSeconds(1);

    // A tenth of the shortest timeout, so that the check is cheap and not late by much.
    private readonly TimeSpan _interval = TimeSpan.FromTicks(Math.Min(
        TimeSpan.FromMilliseconds(500).Ticks, Math.Min(options.UpstreamIdleTimeout.Ticks, options.IdleTimeout?.Ticks ?? long.MaxValue) / 10));

    private long? _lastTicks;

    /// <summary>The thread is paused, which <see cref="PauseStep"/> takes off the times of its inputs.</summary>
    public void Pause() => _lastTicks = null;

    /// <summary>Once a turn, after its records.</summary>
    /// <param name="wallClockMs">The wall clock.</param>
    /// <param name="turnTicks">The time of this turn, as a timestamp of the application's clock.</param>
    public void Follow(long wallClockMs, long turnTicks)
    {
        var sinceLast = _lastTicks is { } last ? options.TimeProvider.GetElapsedTime(last, turnTicks) : _interval;
        if (sinceLast < _interval)
        {
            return;
        }

        _lastTicks = turnTicks;

        // Without threads of its own, the application does not decide when it has a turn.
        var heldUp = options.Threads > 0 && sinceLast > s_longestTurn ? sinceLast - s_longestTurn : TimeSpan.Zero;
        var heldUpTicks = (long)(heldUp.TotalSeconds * options.TimeProvider.TimestampFrequency);
        foreach (var running in tasks.All)
        {
            var task = running.Task;
            if (options.IdleTimeout is null && !task.ExchangesStreamTime)
            {
                continue;
            }

            Follow(running, wallClockMs, turnTicks, heldUpTicks);
            task.CommitIfMustTell();
        }
    }

    private void Follow(RunningTask running, long wallClockMs, long turnTicks, long heldUpTicks)
    {
        var task = running.Task;
        var isQuiet = true;
        for (var i = 0; i < task.Inputs.Length; i++)
        {
            var input = task.Inputs[i];
            input.PostponeIdle(turnTicks, heldUpTicks);
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
                isQuiet &= FollowOutside(task, input, wallClockMs, turnTicks);
            }
        }

        task.SetInputsQuiet(isQuiet);
    }

    /// <summary>Whether the input, which has been read to its end, is quiet.</summary>
    private bool FollowOutside(StreamTask task, TaskInput input, long wallClockMs, long turnTicks)
    {
        var quietFor = options.TimeProvider.GetElapsedTime(input.LastRecordTicks, turnTicks);
        // A task without records has nothing open, and no stream time.
        var isIdle = quietFor >= options.IdleTimeout && task.StreamTimeMs != TaskClock.NotStarted;
        if (!isIdle && quietFor < options.UpstreamIdleTimeout)
        {
            input.EndQuery = null;
            return false;
        }

        if (!ends.IsConfirmed(input, turnTicks))
        {
            return false;
        }

        if (isIdle)
        {
            if (wallClockMs - task.StreamTimeMs >= StepMs)
            {
                task.FollowWallClock(input, wallClockMs);
            }

            return false;
        }

        task.LeaveOut(input.FirstUpstream);
        return true;
    }
}
