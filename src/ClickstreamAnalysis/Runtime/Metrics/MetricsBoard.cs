using ClickstreamAnalysis.Processing.Losses;
using ClickstreamAnalysis.Processing.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Runtime.Metrics;

/// <summary>Sums the counts that stream threads report at their commits. Thread-safe.</summary>
internal sealed class MetricsBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RecordCounts> _topics = [];
    private readonly Dictionary<int, ThreadFigures> _threads = [];
    private readonly Dictionary<int, long> _reportedAt = [];
    private long _sessionLimitHits;
    private readonly Dictionary<TopicPartition, long> _skippedTo = [];
    private long _skipped;
    private long _commits;
    private long _recoveries;
    private long _upstreamsLeftOut;
    private long _stateRebuilds;

    /// <summary>The records that operators dropped.</summary>
    public LossBoard Losses { get; init; } = new(TimeProvider.System, NullLogger.Instance);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The sessions of the application.</summary>
    public SessionBoard Sessions { get; } = new();

    public void AddCommit() => Interlocked.Increment(ref _commits);

    public void AddRecovery() => Interlocked.Increment(ref _recoveries);

    public void AddUpstreamLeftOut() => Interlocked.Increment(ref _upstreamsLeftOut);

    public void AddStateRebuild() => Interlocked.Increment(ref _stateRebuilds);

    /// <summary>Counts skipped offsets of an input. Each counts once, however often its task is restarted.</summary>
    public void AddSkipped(TopicPartition partition, long from, long to)
    {
        lock (_lock)
        {
            _skipped += Math.Max(0, to - Math.Max(from, _skippedTo.GetValueOrDefault(partition)));
            _skippedTo[partition] = to;
        }
    }

    /// <summary>Adds a task's counts since its last commit.</summary>
    public void AddCounts(StreamTask task)
    {
        lock (_lock)
        {
            foreach (var input in task.Inputs)
            {
                // Records of internal topics are not inputs of the application: they only count as losses.
                if (!input.IsInternal)
                {
                    CountsOf(input.Partition.Topic).Add(input.Uncommitted);
                }
            }

            _sessionLimitHits += task.Losses.SessionLimitHits;
            Losses.Add(task.Losses);
        }

        Sessions.Add(task);
    }

    public void Report(int thread, ThreadFigures figures)
    {
        lock (_lock)
        {
            _threads[thread] = figures;
            _reportedAt[thread] = TimeProvider.GetTimestamp();
        }
    }

    /// <summary>Takes the last report of a thread that has ended.</summary>
    public void ReportEnd(int thread, ThreadFigures figures)
    {
        lock (_lock)
        {
            _threads[thread] = figures;
            _reportedAt.Remove(thread);
        }
    }

    public StreamsMetrics Read()
    {
        lock (_lock)
        {
            var records = new RecordCounts();
            foreach (var topic in _topics.Values)
            {
                records.Add(topic);
            }

            return new StreamsMetrics
            {
                Processed = records.Processed,
                Late = records.Late,
                Failed = records.Failed,
                Rejected = records.Rejected,
                SessionLimitHits = _sessionLimitHits,
                Reasons = records.Reasons,
                Dropped = Losses.Read(),
                SkippedOffsets = _skipped,
                Commits = Interlocked.Read(ref _commits),
                Recoveries = Interlocked.Read(ref _recoveries),
                UpstreamsLeftOut = Interlocked.Read(ref _upstreamsLeftOut),
                StateRebuilds = Interlocked.Read(ref _stateRebuilds),
                RestoredRecords = _threads.Values.Sum(thread => thread.Restored),
                Tasks = _threads.Values.Sum(thread => thread.Tasks),
                RestoringTasks = _threads.Values.Sum(thread => thread.RestoringTasks),
                RestoreRemaining = _threads.Values.Sum(thread => thread.RestoreRemaining),
                Partitions = [.. _threads.OrderBy(thread => thread.Key).SelectMany(thread => thread.Value.Inputs)],
                Sessions = Sessions.Read(),
                SinceLastReport = _reportedAt.Count == 0 ? TimeSpan.Zero : TimeProvider.GetElapsedTime(_reportedAt.Values.Min()),
                Topics = _topics.ToDictionary(topic => topic.Key, topic => topic.Value.Copy()),
            };
        }
    }

    private RecordCounts CountsOf(string topic)
    {
        if (!_topics.TryGetValue(topic, out var counts))
        {
            _topics.Add(topic, counts = new RecordCounts());
        }

        return counts;
    }
}
