using ClickstreamAnalysis;

namespace ShopAnalytics.Traffic;

/// <summary>The visit of a shopper or a bot, click by click.</summary>
internal abstract class Visit(string user)
{
    protected string User { get; } = user;

    /// <summary>Returns the click at this time, and the time of the next one; null at the end of the visit.</summary>
    public abstract (ClickEvent Click, double? NextMs) Click(double nowMs);
}
