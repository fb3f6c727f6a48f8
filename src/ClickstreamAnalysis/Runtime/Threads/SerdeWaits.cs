using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>Waits of tasks for serdes that cannot read a record yet. The thread goes on with its other tasks.</summary>
internal sealed class SerdeWaits(TimeProvider time, WaitBoard board, ILogger logger)
{
    /// <summary>Shorter waits are normal: a schema is fetched in milliseconds.</summary>
    private static readonly TimeSpan s_worthLogging = TimeSpan.FromSeconds(5);

    /// <summary>Begins a wait for the record that the task has just refused.</summary>
    public void Begin(RunningTask running, Processing.Tasks.TaskInput input, long offset)
    {
        running.SerdeWait = new SerdeWait(running.Task, input, offset);
        Note(running.SerdeWait);
    }

    /// <summary>Whether no record of the task waits for a serde. Ends a wait that is over, and notes one that is not.</summary>
    public bool AreReady(RunningTask running)
    {
        if (running.SerdeWait is not { } wait)
        {
            return true;
        }

        if (!wait.IsOver)
        {
            Note(wait);
            return false;
        }

        board.End(WaitReason.Serde, wait.Input.Partition.ToString());
        running.SerdeWait = null;
        running.Waiting!.ReadTimesAgain();
        return true;
    }

    private void Note(SerdeWait wait)
    {
        var isFirst = wait.SinceTicks is null;
        var since = wait.SinceTicks ??= time.GetTimestamp();
        if (!isFirst && time.GetElapsedTime(wait.NotedTicks) < WaitBoard.Interval)
        {
            return;
        }

        wait.NotedTicks = time.GetTimestamp();
        var waited = time.GetElapsedTime(since);
        board.Note(WaitReason.Serde, wait.Input.Partition.ToString(), wait.ToString(), waited, expires: true);
        if (waited >= s_worthLogging && !wait.IsLogged)
        {
            wait.IsLogged = true;
            logger.SerdeNotReady(wait, waited);
        }
    }
}
