using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis;

/// <summary>What is known of a session of clicks, each by event time, not by arrival.</summary>
/// <remarks>
/// Where several clicks share the deciding time, the ordinally lowest text is the first and the highest the last, so that the
/// order of arrival never shows. Texts are cut at <see cref="SessionOptions.MaxTextLength"/> before they are compared. Two values are equal when everything that can be seen of them is. Immutable outside of this
/// library.
/// </remarks>
[SerdesFrom(typeof(SessionSerdes))]
public record struct SessionFacts
{
    internal long Views;
    internal TimedText Entry;
    internal TimedText Exit;
    internal TimedText FirstReferrer;
    internal TimedText FirstCampaign;

    /// <summary>How many clicks named a page, whatever the name of the event.</summary>
    public long PageViews
    {
        readonly get => Views;
        init => Views = value;
    }

    /// <summary>The page of the earliest click that named one; null when none did.</summary>
    public string? EntryPage
    {
        readonly get => Entry.Text;
        init => Entry.Text = value;
    }

    /// <summary>The page of the latest click that named one; null when none did.</summary>
    public string? ExitPage
    {
        readonly get => Exit.Text;
        init => Exit.Text = value;
    }

    /// <summary>The referrer of the earliest click that named one; null when none did.</summary>
    public string? Referrer
    {
        readonly get => FirstReferrer.Text;
        init => FirstReferrer.Text = value;
    }

    /// <summary>The campaign of the earliest click that named one; null when none did.</summary>
    public string? Campaign
    {
        readonly get => FirstCampaign.Text;
        init => FirstCampaign.Text = value;
    }

    /// <summary>Compares what can be seen.</summary>
    /// <param name="other">The other facts.</param>
    /// <returns>True when all public properties are equal.</returns>
    public readonly bool Equals(SessionFacts other) =>
        PageViews == other.PageViews && EntryPage == other.EntryPage && ExitPage == other.ExitPage
        && Referrer == other.Referrer && Campaign == other.Campaign;

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(PageViews, EntryPage, ExitPage, Referrer, Campaign);
}
