using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>What one instance contributes to the picture. Every instance makes its picture of the parts of all.</summary>
internal sealed record InstancePart
{
    public required Instance Instance { get; init; }

    public bool IsPaused { get; init; }

    public string? Failure { get; init; }

    public required RecordCounts Counts { get; init; }

    public long Lag { get; init; }

    public SessionTotals? Sessions { get; init; }

    public Quantiles? Latency { get; init; }

    public Quantiles? Commit { get; init; }

    public SitePart? Site { get; init; }

    public IReadOnlyList<FunnelPart> Funnels { get => field ?? []; init; }
}
