using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Sums up what the stream threads report at their commits. Thread-safe.</summary>
internal sealed class MetricsBoard
{
    private readonly Lock _lock = new();
    private readonly RecordCounts _records = new();
    private readonly Dictionary<LossKey, long> _losses = [];
    private readonly Dictionary<int, (int Tasks, long Lag, long Restored)> _threads = [];
    private long _commits;
    private long _recoveries;
    private long _upstreamsLeftOut;

    public void AddCommit() => Interlocked.Increment(ref _commits);

    public void AddRecovery() => Interlocked.Increment(ref _recoveries);

    public void AddUpstreamLeftOut() => Interlocked.Increment(ref _upstreamsLeftOut);

    /// <summary>Adds what a task has counted since its last commit.</summary>
    public void AddCounts(StreamTask task)
    {
        lock (_lock)
        {
            foreach (var input in task.Inputs)
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

            foreach (var (key, records) in task.Losses.Uncommitted)
            {
                _losses[key] = _losses.GetValueOrDefault(key) + records;
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
                Dropped = [.. _losses.Select(loss => new OperatorLoss(loss.Key.Operator, loss.Key.Reason, loss.Value))],
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
