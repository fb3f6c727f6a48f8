using ClickstreamAnalysis.Benchmarks.Load;
using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Logs;
using HdrHistogram;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>Reads results as they become readable to everybody, on a thread of its own, and notes how long each took.</summary>
internal sealed class LatencyReader : IRawRecordHandler, IDisposable
{
    private const long MostMicroseconds = 10 * 60 * 1_000_000L;
    private const int Digits = 3;

    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private readonly LongHistogram _latency = new(MostMicroseconds, Digits);
    private readonly ClickEventSerde _clicks = new(ClickFields.None);
    private readonly ClickCountSerde _counts = new();
    private readonly bool _readsClicks;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private volatile ConstantRate? _clock;
    private volatile Exception? _failure;
    private long _fromMicroseconds;
    private long _results;
    private long _measured;

    public LatencyReader(IRecordLog log, LatencySettings settings)
    {
        _readsClicks = settings.Engine is null;
        _thread = new Thread(() => Run(log, settings)) { IsBackground = true, Name = "latency-reader" };
        _thread.Start();
    }

    /// <summary>Everything that came.</summary>
    public long Results => Volatile.Read(ref _results);

    /// <summary>What came of the clicks behind the warm-up.</summary>
    public long Measured => Volatile.Read(ref _measured);

    /// <summary>Notes times from now on, of clicks that are to be sent at this time or later.</summary>
    public void Begin(ConstantRate clock, long fromMicroseconds)
    {
        _fromMicroseconds = fromMicroseconds;
        _clock = clock;
    }

    public void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new BenchmarkException($"Reading results failed: {failure.Message}");
        }
    }

    public HistogramBase Stop()
    {
        _stop.Cancel();
        _thread.Join();
        ThrowIfFailed();
        return _latency;
    }

    public void OnRecord(in RawRecord record)
    {
        Volatile.Write(ref _results, _results + 1);
        if (_clock is { } clock)
        {
            var now = clock.NowMicroseconds;
            var sent = _readsClicks ? _clicks.Deserialize(record.Value).TimestampMs : _counts.Deserialize(record.Value).SentMicroseconds;
            if (sent >= _fromMicroseconds)
            {
                _latency.RecordValue(now - sent);
                Volatile.Write(ref _measured, _measured + 1);
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run(IRecordLog log, LatencySettings settings)
    {
        try
        {
            using var consumer = log.CreateConsumer(new LogConsumerOptions { ClientId = "latency-reader", Isolation = IsolationLevel.ReadCommitted });
            consumer.Assign([.. Enumerable.Range(0, settings.Partitions).Select(partition => new TopicPartitionOffset(new TopicPartition(settings.Output, partition), 0))]);
            while (!_stop.IsCancellationRequested)
            {
                consumer.Poll(s_wait, this);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }
}
