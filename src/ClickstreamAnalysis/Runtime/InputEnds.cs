using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Looks up, about once a second, how far the inputs reach beyond what was processed.</summary>
internal sealed class InputEnds(ILogConsumer consumer, TimeProvider time, TimeSpan timeout)
{
    /// <summary>Each look-up asks the log; more partitions than this take turns.</summary>
    private const int MaxQueries = 32;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<TopicPartition, long> _ends = [];
    private long? _last;
    private int _next;

    public bool TryRefresh(IEnumerable<RunningTask> tasks, out long lag)
    {
        lag = 0;
        if (_last is { } last && time.GetElapsedTime(last) < Interval)
        {
            return false;
        }

        _last = time.GetTimestamp();
        var inputs = tasks.SelectMany(task => task.Task.Inputs).Where(input => !input.IsInternal).ToArray();
        for (var i = 0; i < Math.Min(MaxQueries, inputs.Length); i++)
        {
            var partition = inputs[_next++ % inputs.Length].Partition;
            _ends[partition] = consumer.QueryOffsets(partition, timeout).End;
        }

        foreach (var input in inputs)
        {
            if (_ends.TryGetValue(input.Partition, out var end) && consumer.Position(input.Partition) is { } position)
            {
                lag += Math.Max(0, end - position);
            }
        }

        return true;
    }
}
