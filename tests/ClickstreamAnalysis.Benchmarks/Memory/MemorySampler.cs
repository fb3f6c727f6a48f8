using System.Diagnostics;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>Looks at this process again and again, and writes each look to a file at once.</summary>
internal sealed class MemorySampler
{
    private readonly StreamsApplication _application;
    private readonly MemoryCounts _counts;
    private readonly long _startedTicks = Stopwatch.GetTimestamp();
    private readonly List<MemorySample> _samples = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public MemorySampler(StreamsApplication application, MemoryCounts counts, MemorySettings settings)
    {
        _application = application;
        _counts = counts;
        _thread = new Thread(() => Run(settings)) { IsBackground = true, Name = "memory-sampler" };
        _thread.Start();
    }

    /// <summary>Ends sampling with a last sample.</summary>
    public IReadOnlyList<MemorySample> Stop()
    {
        _stop.Set();
        _thread.Join();
        return _samples;
    }

    private void Run(MemorySettings settings)
    {
        using var csv = new StreamWriter(settings.CsvFile) { AutoFlush = true };
        csv.WriteLine(MemorySample.CsvHeader);
        bool isLast;
        do
        {
            isLast = _stop.Wait(settings.Sampling);
            var sample = Sample();
            _samples.Add(sample);
            csv.WriteLine(sample.ToCsv());
        }
        while (!isLast);
    }

    private MemorySample Sample()
    {
        var memory = ProcessMemory.Read();
        var gc = GC.GetGCMemoryInfo();
        var metrics = _application.Metrics;
        return new MemorySample
        {
            Ticks = Stopwatch.GetTimestamp(),
            Seconds = Stopwatch.GetElapsedTime(_startedTicks).TotalSeconds,
            Resident = memory.Resident,
            PeakResident = memory.PeakResident,
            ResidentAnonymous = memory.ResidentAnonymous,
            GcHeap = gc.HeapSizeBytes - gc.FragmentedBytes,
            GcCommitted = gc.TotalCommittedBytes,
            GcAllocated = GC.GetTotalAllocatedBytes(),
            Gen2Collections = GC.CollectionCount(2),
            GcPauseSeconds = GC.GetTotalPauseDuration().TotalSeconds,
            CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
            Read = metrics.Read,
            Lag = metrics.LagRecords,
            Commits = metrics.Commits,
            Recoveries = metrics.Recoveries,
            SessionsClosed = _counts.Sessions,
            WindowsClosed = _counts.Windows,
            LiveState = metrics.Memory.LiveStateBytes,
            Database = metrics.Memory.DatabaseBytes,
            ClientQueues = metrics.Memory.ClientQueuesBytes,
        };
    }
}
