using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Draining;

/// <summary>Drains the tasks of one thread.</summary>
internal sealed class DrainStep(TaskTable tasks, ILogConsumer consumer, StreamsOptions options)
{
    // A drain advances without records, and nothing ends a poll then: another thread finishes a level, or the log tells that the end is reached.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(10);

    private bool _hasClosed;

    /// <summary>
    /// Limits the wait for records to one that does not delay the drain. There is none after a task has closed something: it may have more to close,
    /// and the next level may be due.
    /// </summary>
    public TimeSpan Limit(TimeSpan wait)
    {
        var hasClosed = _hasClosed;
        _hasClosed = false;
        return hasClosed ? TimeSpan.Zero : wait < s_longestWait ? wait : s_longestWait;
    }

    /// <summary>Closes open windows and sessions of tasks that have read all of their inputs, a part in each turn. Returns the tasks with nothing left to close, to be committed.</summary>
    public IReadOnlyList<RunningTask> CloseFinished(Drain drain)
    {
        var finished = new List<RunningTask>();
        foreach (var running in tasks.All)
        {
            if (running.IsDrained || !drain.IsDue(running.Id))
            {
                continue;
            }

            running.DrainEnds ??= running.Task.Inputs.ToDictionary(
                input => input.Partition, input => consumer.QueryOffsets(input.Partition, options.RequestTimeout).End);
            if (running.DrainEnds.All(end => end.Value == 0 || consumer.Position(end.Key) >= end.Value))
            {
                drain.Progress.HasReadAll(running);
            }
            else
            {
                drain.Progress.Observe(running, consumer);
                continue;
            }

            if (running.HasWaiting)
            {
                continue;
            }

            _hasClosed = true;
            if (running.Task.TryCloseEverything())
            {
                finished.Add(running);
            }
        }

        return finished;
    }
}
