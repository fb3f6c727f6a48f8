using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processors;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Lets the stream time of tasks whose inputs are read to the end and quiet follow the wall clock.</summary>
internal sealed class IdleInputs(TaskTable tasks, ILogConsumer consumer, StreamsOptions options)
{
    /// <summary>An idle task follows in steps, because each one is committed.</summary>
    private const long StepMs = 1_000;

    public void Follow(long wallClockMs)
    {
        if (options.IdleTimeout is not { } timeout)
        {
            return;
        }

        foreach (var running in tasks.All)
        {
            // A task that has never seen a record has nothing open, and no time to start from.
            if (running.Task.Clock.StreamTimeMs != TaskClock.NotStarted
                && wallClockMs - running.Task.Clock.StreamTimeMs >= StepMs
                && running.Waiting is not { Count: > 0 }
                && options.TimeProvider.GetElapsedTime(running.LastRecordTicks) >= timeout
                && running.Task.Inputs.All(input => consumer.IsAtEnd(input.Partition)))
            {
                running.Task.AdvanceTo(wallClockMs);
            }
        }
    }
}
