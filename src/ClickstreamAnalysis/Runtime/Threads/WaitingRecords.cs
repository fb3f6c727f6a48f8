using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>Processes the waiting records of tasks with several inputs in the order of event time, and pauses inputs that are too far ahead.</summary>
internal sealed class WaitingRecords(TaskTable tasks, ILogConsumer consumer)
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

            while (waiting.TryTake(input => consumer.IsAtEnd(input.Partition), out var input, out var record))
            {
                running.Task.Process(input, record.ToRawRecord());
                any = true;
            }

            Throttle(running, waiting);
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
