using ClickstreamAnalysis;

namespace ShopAnalytics.Traffic;

/// <summary>A crawler: thousands of product pages, about two per second, never a cart.</summary>
internal sealed class BotVisit(string user, int clicks, ShopModel model) : Visit(user)
{
    public const double MeanPauseMs = 500;

    private int _left = clicks;

    public override (ClickEvent Click, double? NextMs) Click(double nowMs)
    {
        var product = model.Product();
        var click = new ClickEvent
        {
            User = User,
            Name = "view",
            TimestampMs = (long)nowMs,
            Page = $"/product/{product}",
            UserAgent = "PriceCrawler/2.1 (+https://crawler.example/)",
            Properties = ShopModel.PropertiesOf(product),
        };
        return (click, --_left > 0 ? nowMs + model.Exponential(MeanPauseMs) : null);
    }
}
