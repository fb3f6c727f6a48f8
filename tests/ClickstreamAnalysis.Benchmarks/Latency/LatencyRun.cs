using System.Text.Json.Serialization;
using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>One run and what was seen.</summary>
internal sealed record LatencyRun(LatencySettings Settings, LatencyProbeResult Probe, QueryFigures? Queries)
{
    /// <summary>What p99 should not exceed, in milliseconds: 20 more than the commit interval, or 10 when nothing waits for a commit.</summary>
    public double? TargetP99 => Settings.Engine switch
    {
        null => null,
        { IsExactlyOnce: true } engine => engine.CommitInterval.TotalMilliseconds + 20,
        _ => 10,
    };

    [JsonIgnore]
    public string Name => Settings.Engine is not { } engine
        ? "read back directly"
        : FormattableString.Invariant($"{(engine.IsExactlyOnce ? "exactly-once" : "at-least-once")}, commits every {engine.CommitInterval.TotalMilliseconds:F0} ms");
}
