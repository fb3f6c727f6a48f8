using ClickstreamAnalysis;

namespace WebShop.Insights;

/// <summary>What the shop learns from the clicks of its visitors.</summary>
internal static class ShopTopology
{
    public const string CampaignProductsName = "products-by-campaign";

    /// <summary>Clicks on products are counted by day and campaign.</summary>
    public static readonly TimeWindows Days = TumblingWindows.Of(TimeSpan.FromDays(1));

    private const int StepOfCart = 2;

    public static void Build(TopologyBuilder topology)
    {
        var clicks = topology.Clicks("clicks");
        clicks.Insights();
        clicks.Sessionize("sessions").Closed.To("sessions");

        // A signal for an advertising system: somebody left a full cart behind.
        clicks.Sessionize("carts", new(), () => 0, (step, _, click) => Math.Max(step, StepOf(click)), Math.Max)
            .Closed.Filter((_, session) => session.Aggregate is 2 or 3)
            .Map((user, session) => (user, new CartLeft(user, session.End)))
            .To("cart-left", valueSerde: Serdes.Json<CartLeft>());

        // The checkout funnel, and who dropped out of it after the cart.
        var funnel = clicks.Funnel("checkout", checkout => checkout
            .Step("product", (_, click) => StepOf(click) == 1)
            .Step("cart", (_, click) => StepOf(click) == 2)
            .Step("checkout", (_, click) => StepOf(click) == 3)
            .Step("buy", (_, click) => StepOf(click) == 4)
            .Within(TimeSpan.FromHours(1))
            .BreakDown((_, click) => click.Campaign, ["spring", "autumn"], BreakdownAttribution.First) with
        { MeasureTimes = true });
        funnel.Counts.To("funnel");
        funnel.Outcomes.Filter((_, outcome) => outcome is { IsFinal: true, IsWithdrawn: false, StepsReached: StepOfCart }).To("dropped-out");

        // What visitors of each campaign look at, for the pages.
        clicks.Filter((_, click) => click.Campaign is not null && StepOf(click) == 1)
            .SelectKey((_, click) => click.Campaign!)
            .TopByWindow(CampaignProductsName, Days, 3, click => click.Page!["/products/".Length..]);
    }

    private static int StepOf(ClickEvent click) => (click.Name, click.Page) switch
    {
        ("buy", _) => 4,
        ("view", "/checkout") => 3,
        ("view", "/cart") => 2,
        ("view", { } page) when page.StartsWith("/products/", StringComparison.Ordinal) => 1,
        _ => 0,
    };
}
