using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>Computes the lag of the inputs about once a second. Sends no request to the log.</summary>
internal sealed class InputEnds(ILogConsumer consumer, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private long? _last;

    public bool TryRefresh(IEnumerable<RunningTask> tasks, out long lag)
    {
        lag = 0;
        if (_last is { } last && time.GetElapsedTime(last) < s_interval)
        {
            return false;
        }

        _last = time.GetTimestamp();
        foreach (var input in tasks.SelectMany(task => task.Task.Inputs))
        {
            if (!input.IsInternal && consumer.KnownEnd(input.Partition) is { } end && consumer.Position(input.Partition) is { } position)
            {
                lag += Math.Max(0, end - position);
            }
        }

        return true;
    }
}
