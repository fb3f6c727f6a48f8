using ClickstreamAnalysis.Logs.Embedded.Batches;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Logs.Embedded.Upkeep;

/// <summary>What an embedded log does in the background: deletes old records, cleans compacted topics, gives space back.</summary>
internal sealed partial class LogUpkeep : IDisposable
{
    // Less garbage than this is not worth moving what is still there.
    private const long MinGarbageBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan s_firstRun = TimeSpan.FromSeconds(10);

    private readonly EmbeddedLog _log;
    private readonly TimeProvider _time;
    private readonly long _openedAt;
    private readonly TimeSpan _settled;
    private readonly CancellationTokenSource _stopping = new();
    private readonly object _running = new();
    private readonly ITimer _timer;

    public LogUpkeep(EmbeddedLog log)
    {
        _log = log;
        _time = log.Options.TimeProvider;
        _openedAt = _time.GetTimestamp();

        // A store that was behind when its process ended must have met the tombstones before they go, so not right after opening.
        _settled = log.Options.TombstoneRetention < TimeSpan.FromHours(1) ? log.Options.TombstoneRetention : TimeSpan.FromHours(1);

        // Soon after opening, for hosts that never live for long; not at once, because they have better things to do then.
        var first = log.Options.UpkeepInterval < s_firstRun ? log.Options.UpkeepInterval : s_firstRun;
        _timer = _time.CreateTimer(static u => ((LogUpkeep)u!).RunFromTimer(), this, first, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Does what is due, once.</summary>
    public void Run()
    {
        lock (_running)
        {
            foreach (var topic in _log.Topics.All)
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

            GiveSpaceBack();
        }
    }

    /// <summary>Ends what is running, and waits for it.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _stopping.Cancel();
        _log.Database.StopCompactions();
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
            _timer.Change(_log.Options.UpkeepInterval, Timeout.InfiniteTimeSpan);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The log is being closed.
        }
        catch (RecordLogException e)
        {
            // What was not done now is due the next time; readers and writers meet the same fault by themselves.
            LogFailed(_log.Options.Logger ?? NullLogger.Instance, _log.Description, e);
            _timer.Change(_log.Options.UpkeepInterval, Timeout.InfiniteTimeSpan);
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
                lock (_log.WriteLock)
                {
                    partition.DeleteBefore(keptFrom);
                }

                ForgetDeleted(partition);
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
                if (new PartitionCleaner(_log, partition, nowMs, removesTombstones, _stopping.Token).Clean())
                {
                    ForgetDeleted(partition);
                }
            }
        }
    }

    /// <summary>Lets RocksDB meet the deletions, so that it knows what is garbage; keys only, so this is quick.</summary>
    private void ForgetDeleted(PartitionLog partition) => _log.Database.Compact(
        LogKey.Batch(partition.TopicId, partition.Id.Partition, 0),
        LogKey.Batch(partition.TopicId, partition.Id.Partition, long.MaxValue), withBlobs: false);

    private void GiveSpaceBack()
    {
        var garbage = _log.Database.GetNumber("rocksdb.live-blob-file-garbage-size");
        if (garbage >= MinGarbageBytes && garbage * 2 >= _log.Database.GetNumber("rocksdb.live-blob-file-size"))
        {
            _log.Database.Compact(null, null, withBlobs: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upkeep of the {Log} failed; it is tried again later.")]
    private static partial void LogFailed(ILogger logger, string log, Exception exception);
}
