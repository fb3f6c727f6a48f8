using ClickstreamAnalysis;

namespace ShopAnalytics.Formats;

/// <summary>A click as a plain type, from which its JSON Schema is made.</summary>
internal sealed record ShopClick(string User, string Event, long TimestampMs, string? Page, string? Referrer, string? Campaign)
{
    public static ShopClick Of(ClickEvent click) => new(click.User, click.Name, click.TimestampMs, click.Page, click.Referrer, click.Campaign);

    public ClickEvent ToClick() => new() { User = User, Name = Event, TimestampMs = TimestampMs, Page = Page, Referrer = Referrer, Campaign = Campaign };
}
