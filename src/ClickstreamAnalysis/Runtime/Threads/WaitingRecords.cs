using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Processes the waiting records of tasks: with several inputs in the order of event time, and while a serde is not ready none. Pauses inputs that are
/// too far ahead.
/// </summary>
internal sealed class WaitingRecords(TaskTable tasks, ILogConsumer consumer, SerdeWaits serdes)
{
    /// <summary>Processes the records that need not wait; whether there were any.</summary>
    public bool Process()
    {
        var any = false;
        foreach (var running in tasks.All)
        {
            if (running.Waiting is not { } waiting)
            {
                continue;
            }

            if (serdes.AreReady(running))
            {
                any |= Process(running, waiting);
            }

            Throttle(running, waiting);
            running.EndWaiting();
        }

        return any;
    }

    private bool Process(RunningTask running, PartitionGroup waiting)
    {
        var any = false;
        while (waiting.TryPeek(input => consumer.IsAtEnd(input.Partition), out var input, out var record))
        {
            if (!running.Task.Process(input, record.ToRawRecord()))
            {
                serdes.Begin(running, input, record.Offset);
                break;
            }

            waiting.Remove(input);
            any = true;
        }

        return any;
    }

    private void Throttle(RunningTask running, PartitionGroup waiting)
    {
        for (var i = 0; i < running.Task.Inputs.Length; i++)
        {
            var partition = running.Task.Inputs[i].Partition;
            if (waiting.WaitingOf(i) >= PartitionGroup.HighWaterMark && running.Paused.Add(partition))
            {
                consumer.Pause([partition]);
            }
            else if (waiting.WaitingOf(i) <= PartitionGroup.LowWaterMark && running.Paused.Remove(partition))
            {
                consumer.Resume([partition]);
            }
        }
    }
}
