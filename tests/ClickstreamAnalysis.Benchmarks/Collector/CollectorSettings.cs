using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>How the click collector is loaded.</summary>
internal sealed record CollectorSettings
{
    public required LogPlace Place { get; init; }

    /// <summary>The application of the host; its topology has nothing to do.</summary>
    public required string Application { get; init; }

    public required string Topic { get; init; }

    public required int Partitions { get; init; }

    /// <summary>Clicks of a request, one row of the table for each.</summary>
    public required int[] Batches { get; init; }

    /// <summary>Connections, each with one request at a time.</summary>
    public required int Connections { get; init; }

    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Duration { get; init; }

    public required int Seed { get; init; }

    /// <summary>A free port of this machine.</summary>
    public required int Port { get; init; }
}
