using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Sums up what the stream threads report at their commits. Thread-safe.</summary>
internal sealed class MetricsBoard
{
    private readonly Lock _lock = new();
    private readonly RecordCounts _records = new();
    private readonly Dictionary<int, (int Tasks, long Lag, long Restored)> _threads = [];
    private readonly Dictionary<TopicPartition, long> _skippedTo = [];
    private long _skipped;
    private long _commits;
    private long _recoveries;
    private long _upstreamsLeftOut;

    public void AddCommit() => Interlocked.Increment(ref _commits);

    public void AddRecovery() => Interlocked.Increment(ref _recoveries);

    public void AddUpstreamLeftOut() => Interlocked.Increment(ref _upstreamsLeftOut);

    /// <summary>Offsets of an input were passed over. The same ones count once, however often their task starts over.</summary>
    public void AddSkipped(TopicPartition partition, long from, long to)
    {
        lock (_lock)
        {
            _skipped += Math.Max(0, to - Math.Max(from, _skippedTo.GetValueOrDefault(partition)));
            _skippedTo[partition] = to;
        }
    }

    public void AddRecords(TaskInput input)
    {
        lock (_lock)
        {
            // Internal topics carry records on their second way through: they are not input of the application.
            if (input.IsInternal)
            {
                _records.Capped += input.Uncommitted.Capped;
            }
            else
            {
                _records.Add(input.Uncommitted);
            }
        }
    }

    public void Report(int thread, int tasks, long lag, long restored)
    {
        lock (_lock)
        {
            _threads[thread] = (tasks, lag, restored);
        }
    }

    public StreamsMetrics Read()
    {
        lock (_lock)
        {
            return new StreamsMetrics
            {
                Processed = _records.Processed,
                Late = _records.Late,
                Poison = _records.Poison,
                Guarded = _records.Guarded,
                Capped = _records.Capped,
                Reasons = new Dictionary<string, long>(_records.Reasons),
                SkippedOffsets = _skipped,
                Commits = Interlocked.Read(ref _commits),
                Recoveries = Interlocked.Read(ref _recoveries),
                UpstreamsLeftOut = Interlocked.Read(ref _upstreamsLeftOut),
                Restored = _threads.Values.Sum(thread => thread.Restored),
                Tasks = _threads.Values.Sum(thread => thread.Tasks),
                Lag = _threads.Values.Sum(thread => thread.Lag),
            };
        }
    }
}
