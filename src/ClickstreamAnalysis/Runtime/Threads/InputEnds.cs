using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>Computes the lag of the inputs about once a second. Sends no request to the log.</summary>
internal sealed class InputEnds(ILogConsumer consumer, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private long? _last;

    /// <summary>Reads the progress of the outside inputs, unless that was done less than a second ago.</summary>
    public IReadOnlyList<PartitionProgress>? TryRefresh(IEnumerable<RunningTask> tasks)
    {
        if (_last is { } last && time.GetElapsedTime(last) < s_interval)
        {
            return null;
        }

        _last = time.GetTimestamp();
        var inputs = new List<PartitionProgress>();
        foreach (var input in tasks.SelectMany(task => task.Task.Inputs))
        {
            if (!input.IsInternal)
            {
                var lag = consumer.KnownEnd(input.Partition) is { } end && consumer.Position(input.Partition) is { } position ? Math.Max(0, end - position) : 0;
                inputs.Add(new(input.Partition.Topic, input.Partition.Partition, input.CommittedOffset, lag));
            }
        }

        return inputs;
    }
}
