using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Sums up what the stream threads report at their commits. Thread-safe.</summary>
internal sealed class MetricsBoard
{
    private readonly Lock _lock = new();
    private readonly RecordCounts _records = new();
    private readonly Dictionary<int, (int Tasks, long Lag, long Restored)> _threads = [];
    private long _commits;
    private long _recoveries;
    private long _upstreamsLeftOut;
    private long _stateRebuilds;

    public void AddCommit() => Interlocked.Increment(ref _commits);

    public void AddRecovery() => Interlocked.Increment(ref _recoveries);

    public void AddUpstreamLeftOut() => Interlocked.Increment(ref _upstreamsLeftOut);

    public void AddStateRebuild() => Interlocked.Increment(ref _stateRebuilds);

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
                Commits = Interlocked.Read(ref _commits),
                Recoveries = Interlocked.Read(ref _recoveries),
                UpstreamsLeftOut = Interlocked.Read(ref _upstreamsLeftOut),
                StateRebuilds = Interlocked.Read(ref _stateRebuilds),
                Restored = _threads.Values.Sum(thread => thread.Restored),
                Tasks = _threads.Values.Sum(thread => thread.Tasks),
                Lag = _threads.Values.Sum(thread => thread.Lag),
            };
        }
    }
}
