using System.Diagnostics;
using ClickstreamAnalysis;
using ShopAnalytics.Feeding;
using ShopAnalytics.Results;
using ShopAnalytics.Terminal;

namespace ShopAnalytics.Hosting;

/// <summary>Collects the figures of a run for the views. Used by one thread at a time.</summary>
internal sealed class RunMonitor
{
    private const int MaxRates = 48;

    private static readonly TimeSpan s_rateInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly Queue<double> _rates = new();
    private long _rateTicks;
    private long _rateRead;

    public RunMonitor(TimeProvider clock)
    {
        _clock = clock;
        _started = _rateTicks = clock.GetTimestamp();
    }

    public required StreamsApplication Application { get; init; }

    public required Feeder Feeder { get; init; }

    public required string Source { get; init; }

    public required string Log { get; init; }

    public required string DataDirectory { get; init; }

    public Uri? Dashboard { get; init; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(_started);

    public ViewData Read()
    {
        var metrics = Application.Metrics;
        var sinceRate = _clock.GetElapsedTime(_rateTicks);
        if (sinceRate >= s_rateInterval)
        {
            _rates.Enqueue((metrics.Read - _rateRead) / sinceRate.TotalSeconds);
            (_rateTicks, _rateRead) = (_clock.GetTimestamp(), metrics.Read);
            if (_rates.Count > MaxRates)
            {
                _rates.Dequeue();
            }
        }

        var engine = Application.Describe();
        return new ViewData
        {
            Source = Source,
            Log = Log,
            State = engine.State,
            Work = engine.Work,
            Waits = engine.Waits,
            Uptime = Elapsed,
            Metrics = metrics,
            Rates = [.. _rates],
            Fed = Feeder.Committed,
            HasEnded = Feeder.HasEnded,
            MemoryBytes = Environment.WorkingSet,
            DataDirectory = DataDirectory,
            Dashboard = Dashboard,
        };
    }

    /// <summary>The size of the files of all runs. Files that are removed meanwhile do not count.</summary>
    public long MeasureData() => new DirectoryInfo(DataDirectory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(LengthOf);

    public RunSummary Summarize(bool isComplete)
    {
        using var process = Process.GetCurrentProcess();
        return new RunSummary(Application.Metrics, Feeder.Committed, Elapsed, process.PeakWorkingSet64, isComplete);
    }

    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
