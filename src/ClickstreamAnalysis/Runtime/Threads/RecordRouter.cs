using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>Hands polled records to their tasks.</summary>
internal sealed class RecordRouter(TaskTable tasks) : IRawRecordHandler
{
    /// <summary>The time of this turn, as a timestamp of the application's clock.</summary>
    public long TurnTicks { get; set; }

    /// <summary>Ignores records of partitions without a task: these are paused, and what was on its way is read again from its offset.</summary>
    public void OnRecord(in RawRecord record)
    {
        if (tasks.TryRoute(record.Topic, record.Partition, out var route))
        {
            route.Deliver(in record, TurnTicks);
        }
    }
}
