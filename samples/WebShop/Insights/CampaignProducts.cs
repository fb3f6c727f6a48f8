using ClickstreamAnalysis;

namespace WebShop.Insights;

/// <summary>Answers what visitors of a campaign look at today, from the state of this instance, while a page is served.</summary>
internal sealed class CampaignProducts(ClickstreamApplication application, TimeProvider time)
{
    /// <summary>The products, the most popular first; empty when the campaign is unknown, or another instance has its state.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string? campaign, CancellationToken stop)
    {
        if (campaign is null || application.State != StreamsState.Running)
        {
            return [];
        }

        using var state = await application.Current.QueryAsync(stop);
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        return state.Windows<string, TopCounter<string>>(ShopTopology.CampaignProductsName).Find(campaign, today).TryGet(out var counter)
            ? [.. counter.Top(3).Select(product => product.Key)]
            : [];
    }
}
