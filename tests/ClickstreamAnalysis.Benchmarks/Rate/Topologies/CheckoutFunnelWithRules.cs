namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>The same funnel with an exclusion and a breakdown by campaign.</summary>
internal static class CheckoutFunnelWithRules
{
    public static RateTopology Topology { get; } = new("funnel-rules", "funnel with exclusion, breakdown", ClickFields.Campaign, static (clicks, output) => clicks
        .Funnel("funnel", static funnel => CheckoutFunnel.Steps(funnel)
            .Exclude("search", static (_, click) => click.Name == "search", after: "cart", before: "purchase", ExclusionEffect.DropAttempt)
            .BreakDown(static (_, click) => click.Campaign, ["spring-sale", "newsletter"], BreakdownAttribution.First))
        .Counts.To(output));
}
