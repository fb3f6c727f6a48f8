using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>The queries of a run and their times.</summary>
/// <param name="Points">Point queries that were answered.</param>
/// <param name="Found">Those of them that found a value.</param>
/// <param name="Latency">From when each was due to its answer.</param>
/// <param name="Scans">Scans of the whole store.</param>
/// <param name="Rows">The rows that they read.</param>
internal sealed record QueryFigures(long Points, long Found, Percentiles Latency, long Scans, long Rows)
{
    public string Describe() => FormattableString.Invariant(
        $"{Points:N0} point queries, {Found:N0} found: p50 {Latency.P50:F2}, p99 {Latency.P99:F2}, max {Latency.Max:F2} ms; {Scans:N0} scans of {(Scans == 0 ? 0 : Rows / Scans):N0} rows");
}
