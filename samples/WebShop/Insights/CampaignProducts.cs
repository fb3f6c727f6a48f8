using ClickstreamAnalysis;

namespace WebShop.Insights;

/// <summary>Answers what visitors of a campaign look at today, while a page is served: from the state of this instance, or from the instance that has it.</summary>
internal sealed class CampaignProducts(ClickstreamApplication application, HttpClient http, TimeProvider time)
{
    /// <summary>Where the instances ask each other. What it answers stands on the pages of the shop anyway, so it is open.</summary>
    public const string Path = "popular";

    /// <summary>The products, the most popular first; empty when the campaign is unknown, or the instance that has its state does not answer.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string? campaign, CancellationToken stop)
    {
        if (campaign is null || !application.TryGetCurrent(out var current))
        {
            return [];
        }

        var owner = current.FindOwner(ShopTopology.CampaignProductsName, campaign);
        if (owner is not { Status: StateOwnerStatus.Elsewhere, Address: { } address })
        {
            return await FindHereAsync(campaign, stop);
        }

        try
        {
            return await http.GetFromJsonAsync<string[]>(new Uri(address, $"/{Path}?campaign={Uri.EscapeDataString(campaign)}"), stop) ?? [];
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // A page without recommendations is better than none.
            return [];
        }
    }

    /// <summary>The same from the state of this instance only, so that a question travels once.</summary>
    public async Task<IReadOnlyList<string>> FindHereAsync(string campaign, CancellationToken stop)
    {
        if (!application.TryGetCurrent(out var current))
        {
            return [];
        }

        using var state = await current.QueryAsync([ShopTopology.CampaignProductsName], stop);
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        return state.Windows<string, TopCounter<string>>(ShopTopology.CampaignProductsName).Find(campaign, today).TryGet(out var counter)
            ? [.. counter.Top(3).Select(product => product.Key)]
            : [];
    }
}
