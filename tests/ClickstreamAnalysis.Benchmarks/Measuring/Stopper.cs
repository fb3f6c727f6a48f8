using System.Diagnostics;

namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>Measures from its making on; takes the second half apart, because a first half pays for compilation and for joining.</summary>
internal sealed class Stopper
{
    private readonly long _startedTicks;
    private readonly Usage _start;
    private readonly long _halfEvents;
    private Usage? _half;

    /// <param name="events">How many events are expected.</param>
    public Stopper(long events)
    {
        _halfEvents = Math.Max(1, events / 2);
        _startedTicks = Stopwatch.GetTimestamp();
        _start = Read(0, precise: true);
    }

    /// <summary>So many events are done by now; called as often as is convenient.</summary>
    public void OnProgress(long events)
    {
        if (_half is null && events >= _halfEvents)
        {
            _half = Read(events, precise: false);
        }
    }

    /// <summary>The figures from the making until now.</summary>
    public RunFigures Stop(long events)
    {
        var end = Read(events, precise: true);
        return new RunFigures
        {
            Whole = end - _start,
            SecondHalf = _half is { } half && half.EventCount < events ? end - half : null,
            PeakResidentBytes = ProcessMemory.Read().PeakResident,
        };
    }

    private Usage Read(long events, bool precise) => new()
    {
        EventCount = events,
        WallSeconds = Stopwatch.GetElapsedTime(_startedTicks).TotalSeconds,
        CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
        AllocatedBytes = GC.GetTotalAllocatedBytes(precise),
        Gen0Collections = GC.CollectionCount(0),
        Gen2Collections = GC.CollectionCount(2),
        PauseSeconds = GC.GetTotalPauseDuration().TotalSeconds,
    };
}
