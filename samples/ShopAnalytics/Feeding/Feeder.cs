using ClickstreamAnalysis;
using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Logging;

namespace ShopAnalytics.Feeding;

/// <summary>Writes clicks from a source to the log, each exactly once, however often it is stopped or killed.</summary>
/// <remarks>
/// Clicks and the progress of their source are written in one transaction. After a start or a fault of the log, the source
/// continues behind the last committed progress; consumers never see a transaction that was open then.
/// </remarks>
internal sealed class Feeder
{
    private static readonly TimeSpan s_fullPause = TimeSpan.FromSeconds(5);

    private readonly IRecordLog _log;
    private readonly FeedOptions _options;
    private readonly Func<IClickSource> _openSource;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ProgressTopic _progress;
    private readonly FeedRecord _record = new();
    private volatile bool _hasEnded;
    private bool _holdsRecord;
    private long _committed;
    private int _failures;

    public Feeder(IRecordLog log, FeedOptions options, Func<IClickSource> openSource, TimeProvider clock, ILogger logger)
    {
        (_log, _options, _openSource, _clock, _logger) = (log, options, openSource, clock, logger);
        _progress = new ProgressTopic(options.ProgressTopic);
    }

    /// <summary>The number of records of the source that are in the log, including earlier runs.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Whether the source has ended and all of it is in the log.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Feeds on a thread of its own until the source ends or <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="FeedException">The log does not accept the clicks.</exception>
    public Task RunAsync(CancellationToken stop)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Run(stop);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true, Name = "feeder" };
        thread.Start();
        return done.Task;
    }

    private void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                FeedFromProgress(stop);
                return;
            }
            catch (ProducerFencedException e)
            {
                throw new FeedException(
                    $"Another process feeds '{_options.Topic}' on {_log.Description}. Stop one of them, or give this one another --application-id.", e);
            }
            catch (RecordLogFullException e)
            {
                // The engine decides how long to wait. When it stops, the host stops too.
                _logger.FeedingPauses(_options.Topic, e.Message);
                Wait(s_fullPause, stop);
            }
            catch (RecordLogException e) when (e is not (TopicNotFoundException or RecordTooLargeException) && ++_failures <= _options.MaxFailures)
            {
                var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, _failures));
                _logger.FeedingFailed(e, _options.Topic, _failures, pause);
                Wait(pause, stop);
            }
        }
    }

    private void FeedFromProgress(CancellationToken stop)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = _options.TransactionalId, ClientId = "shop-feeder" });
        producer.InitTransactions(_options.RequestTimeout);
        using var source = _openSource();
        var progress = _progress.Read(_log, source, _options.RequestTimeout, _clock, stop);
        if (stop.IsCancellationRequested)
        {
            return;
        }

        source.Resume(progress);
        _holdsRecord = false;
        Volatile.Write(ref _committed, progress?.Records ?? 0);
        if (progress is { Records: var records })
        {
            _logger.SourceContinues(source.Name, records);
        }

        while (!stop.IsCancellationRequested && !_hasEnded)
        {
            _hasEnded = !FeedBatch(producer, source, stop);
        }
    }

    /// <returns>False when the source has ended.</returns>
    private bool FeedBatch(ILogProducer producer, IClickSource source, CancellationToken stop)
    {
        if (!TryTake(source))
        {
            return false;
        }

        Wait(TimeUntilDue, stop);
        if (stop.IsCancellationRequested)
        {
            return true;
        }

        var started = _clock.GetTimestamp();
        producer.BeginTransaction();
        var progress = default(FeedProgress);
        var count = 0;
        var more = true;
        while (true)
        {
            Produce(producer);
            progress = _record.Progress;
            more = TryTake(source);
            if (!more || ++count >= _options.BatchRecords || stop.IsCancellationRequested)
            {
                break;
            }

            var left = _options.BatchTime - _clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || TimeUntilDue > left)
            {
                break;
            }

            Wait(TimeUntilDue, stop);
        }

        _progress.Write(producer, source, progress, NowMs);
        producer.CommitTransaction(_options.RequestTimeout);
        _failures = 0;
        Volatile.Write(ref _committed, progress.Records);
        return more;
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private TimeSpan TimeUntilDue => TimeSpan.FromMilliseconds(Math.Max(0, _record.DueMs - (_record.DueMs > 0 ? NowMs : 0)));

    private bool TryTake(IClickSource source) => _holdsRecord || (_holdsRecord = source.TryRead(_record));

    private void Produce(ILogProducer producer)
    {
        var key = _record.Key.WrittenSpan;
        producer.Produce(new RawRecord(
            _options.Topic, KeyPartitioner.PartitionFor(key, _options.Partitions), -1, _record.TimestampMs,
            key, true, _record.Value.WrittenSpan, true));
        _holdsRecord = false;
    }

    private void Wait(TimeSpan time, CancellationToken stop)
    {
        if (time <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            Task.Delay(time, _clock, stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // The caller checks the token next.
        }
    }
}
