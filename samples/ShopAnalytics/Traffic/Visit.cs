using ClickstreamAnalysis;

namespace ShopAnalytics.Traffic;

/// <summary>Somebody on the site: a shopper until he leaves, or a bot until it has seen enough.</summary>
internal abstract class Visit(string user)
{
    protected string User { get; } = user;

    /// <summary>The click at this time, and when the next one is; null when there is none.</summary>
    public abstract (ClickEvent Click, double? NextMs) Click(double nowMs);
}
