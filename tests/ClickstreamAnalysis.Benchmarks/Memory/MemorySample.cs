using System.Globalization;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>The engine's process at one moment. Bytes, unless the name says otherwise.</summary>
internal sealed record MemorySample
{
    public const string CsvHeader =
        "seconds,rss,rss_peak,rss_anonymous,gc_heap,gc_committed,gc_allocated,gen2_collections,gc_pause_seconds,cpu_seconds,"
        + "read,lag,commits,recoveries,sessions_closed,windows_closed,live_state,database,client_queues";

    /// <summary>Of the machine's monotonic clock.</summary>
    public required long Ticks { get; init; }

    /// <summary>Since the engine was started.</summary>
    public required double Seconds { get; init; }

    public required long Resident { get; init; }

    public required long PeakResident { get; init; }

    public required long ResidentAnonymous { get; init; }

    /// <summary>As of the last collection, without what is free in it.</summary>
    public required long GcHeap { get; init; }

    public required long GcCommitted { get; init; }

    public required long GcAllocated { get; init; }

    public required int Gen2Collections { get; init; }

    public required double GcPauseSeconds { get; init; }

    public required double CpuSeconds { get; init; }

    public required long Read { get; init; }

    public required long Lag { get; init; }

    public required long Commits { get; init; }

    public required long Recoveries { get; init; }

    public required long SessionsClosed { get; init; }

    public required long WindowsClosed { get; init; }

    public required long LiveState { get; init; }

    public required long Database { get; init; }

    public required long ClientQueues { get; init; }

    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds:F1},{Resident},{PeakResident},{ResidentAnonymous},{GcHeap},{GcCommitted},{GcAllocated},{Gen2Collections},{GcPauseSeconds:F3},{CpuSeconds:F2},{Read},{Lag},{Commits},{Recoveries},{SessionsClosed},{WindowsClosed},{LiveState},{Database},{ClientQueues}");
}
