namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>The counts of a funnel of three steps, each day, with the default rules.</summary>
internal static class CheckoutFunnel
{
    public static RateTopology Topology { get; } = new("funnel", "funnel of three steps", ClickFields.None, static (clicks, output) => clicks
        .Funnel("funnel", static funnel => Steps(funnel))
        .Counts.To(output));

    /// <summary>The steps and times of both funnels.</summary>
    public static FunnelDefinition<string, ClickEvent> Steps(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("view", static (_, click) => click.Name == "view")
        .Step("cart", static (_, click) => click.Name == "cart")
        .Step("purchase", static (_, click) => click.Name == "purchase")
        .Within(TimeSpan.FromMinutes(30)) with
    {
        GracePeriod = TimeSpan.FromSeconds(60),
        EntryBucket = TimeSpan.FromDays(1),
    };
}
