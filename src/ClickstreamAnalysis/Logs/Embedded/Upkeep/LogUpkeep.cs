using ClickstreamAnalysis.Logs.Embedded.Batches;
using ClickstreamAnalysis.Logs.Embedded.Partitions;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Logs.Embedded.Upkeep;

/// <summary>The background work of an embedded log: deletes expired records, cleans compacted topics, reclaims disk space.</summary>
internal sealed partial class LogUpkeep : IDisposable
{
    // Less garbage than this does not justify moving live batches.
    private const long MinGarbageBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan s_firstRun = TimeSpan.FromSeconds(10);

    private readonly PartitionStore _store;
    private readonly LogDatabase _database;
    private readonly EmbeddedLogOptions _options;
    private readonly TimeProvider _time;
    private readonly long _openedAt;
    private readonly TimeSpan _settled;
    private readonly CancellationTokenSource _stopping = new();
    private readonly object _running = new();
    private readonly ITimer _timer;

    public LogUpkeep(PartitionStore store, LogDatabase database, EmbeddedLogOptions options)
    {
        (_store, _database, _options) = (store, database, options);
        _time = options.TimeProvider;
        _openedAt = _time.GetTimestamp();

        // Not right after opening: a store that lagged when its process ended must read tombstones before they are removed.
        _settled = options.TombstoneRetention < TimeSpan.FromHours(1) ? options.TombstoneRetention : TimeSpan.FromHours(1);

        // Early enough for short-lived hosts, but not during their startup.
        var first = options.UpkeepInterval < s_firstRun ? options.UpkeepInterval : s_firstRun;
        _timer = _time.CreateTimer(static u => ((LogUpkeep)u!).RunFromTimer(), this, first, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs one pass.</summary>
    public void Run()
    {
        lock (_running)
        {
            foreach (var topic in _store.Topics.All)
            {
                _stopping.Token.ThrowIfCancellationRequested();
                if (topic.Specification.Retention is { } retention)
                {
                    DeleteOld(topic, retention);
                }

                if (topic.Specification.Compacted)
                {
                    Clean(topic);
                }
            }

            ReturnSpace();
        }
    }

    /// <summary>Cancels the current pass and waits for it to end.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _stopping.Cancel();
        _database.StopCompactions();
        lock (_running)
        {
            _stopping.Dispose();
        }
    }

    private static IEnumerable<PartitionLog> Partitions(TopicLog topic) =>
        Enumerable.Range(0, topic.Specification.Partitions).Select(topic.GetPartition);

    private void RunFromTimer()
    {
        try
        {
            Run();
            _timer.Change(_options.UpkeepInterval, Timeout.InfiniteTimeSpan);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The log is closing.
        }
        catch (RecordLogException e)
        {
            // The next pass retries; readers and writers see the same error themselves.
            LogFailed(_options.Logger ?? NullLogger.Instance, _database.Description, e);
            _timer.Change(_options.UpkeepInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void DeleteOld(TopicLog topic, TimeSpan retention)
    {
        var oldestMs = (_time.GetUtcNow() - retention).ToUnixTimeMilliseconds();
        var reader = new BatchReader();
        foreach (var partition in Partitions(topic))
        {
            var keptFrom = partition.Start;
            while (partition.TryRead(keptFrom, reader) && reader.Header.MaxTimestampMs < oldestMs)
            {
                _stopping.Token.ThrowIfCancellationRequested();
                keptFrom = reader.LastOffset + 1;
            }

            if (keptFrom > partition.Start)
            {
                _store.DeleteBefore(partition, keptFrom);

                CompactDeleted(partition);
            }
        }
    }

    private void Clean(TopicLog topic)
    {
        foreach (var partition in Partitions(topic))
        {
            if (PartitionCleaner.IsDue(partition))
            {
                var removesTombstones = _time.GetElapsedTime(_openedAt) >= _settled;
                var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
                if (new PartitionCleaner(_store, _options, partition, nowMs, removesTombstones, _stopping.Token).Clean())
                {
                    CompactDeleted(partition);
                }
            }
        }
    }

    /// <summary>Lets RocksDB process the deletions so that it knows the garbage. Fast, because only keys are rewritten.</summary>
    private void CompactDeleted(PartitionLog partition) => _database.Compact(
        LogKey.Batch(partition.TopicId, partition.Id.Partition, 0),
        LogKey.Batch(partition.TopicId, partition.Id.Partition, long.MaxValue), withBlobs: false);

    private void ReturnSpace()
    {
        var garbage = _database.GetNumber("rocksdb.live-blob-file-garbage-size");
        if (garbage >= MinGarbageBytes && garbage * 2 >= _database.GetNumber("rocksdb.live-blob-file-size"))
        {
            _database.Compact(null, null, withBlobs: true);
        }
    }

    [LoggerMessage(EventId = 3000, EventName = "UpkeepFailed", Level = LogLevel.Warning, Message = "Upkeep of the {Log} failed and will be retried.")]
    private static partial void LogFailed(ILogger logger, string log, Exception exception);
}
