namespace ClickstreamAnalysis;

/// <summary>Options of a dashboard, set by <c>MapClickstreamDashboard</c>.</summary>
public sealed class ClickstreamDashboardOptions
{
    /// <summary>The name of the application; null when the host has one application.</summary>
    public string? Application { get; set; }

    /// <summary>The topic whose clicks are sampled; null for the first input topic.</summary>
    public string? ClickTopic { get; set; }

    /// <summary>Reads the sampled clicks; null for <see cref="ClickEvent.Serde"/>.</summary>
    public ISerde<ClickEvent>? ClickSerde { get; set; }

    /// <summary>How far behind stream time a sampled click is marked as late. Default 30 minutes, the gap of sessions; add their grace period.</summary>
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromMinutes(30);
}
