using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis;

/// <summary>The facts about a click session, determined by event time and not by order of arrival.</summary>
/// <remarks>
/// If several clicks share the deciding time, the first text is the ordinally lowest and the last text the ordinally highest, so the
/// facts do not depend on the order of arrival. Texts are truncated to <see cref="SessionWindows.MaxTextLength"/> before they are
/// compared. Two values are equal when all their public properties are equal. Immutable outside this library.
/// </remarks>
[SerdesFrom(typeof(SessionSerdes))]
public record struct SessionFacts
{
    internal long Views;
    internal TimedText Entry;
    internal TimedText Exit;
    internal TimedText FirstReferrer;
    internal TimedText FirstCampaign;
    internal SessionExtras? Extras;

    /// <summary>The number of clicks with a page, whatever the name of the event, unless <see cref="SessionWindows.PageView"/> says otherwise.</summary>
    public long PageViews
    {
        readonly get => Views;
        init => Views = value;
    }

    /// <summary>The page of the earliest click with a page; null when no click has one.</summary>
    public string? EntryPage
    {
        readonly get => Entry.Text;
        init => Entry.Text = value;
    }

    /// <summary>The page of the latest click with a page; null when no click has one.</summary>
    public string? ExitPage
    {
        readonly get => Exit.Text;
        init => Exit.Text = value;
    }

    /// <summary>The referrer of the earliest click with a referrer; null when no click has one.</summary>
    public string? Referrer
    {
        readonly get => FirstReferrer.Text;
        init => FirstReferrer.Text = value;
    }

    /// <summary>The campaign of the earliest click with a campaign; null when no click has one.</summary>
    public string? Campaign
    {
        readonly get => FirstCampaign.Text;
        init => FirstCampaign.Text = value;
    }

    /// <summary>The number of clicks that <see cref="SessionWindows.Conversion"/> accepts; 0 when it is not set.</summary>
    public long Conversions
    {
        readonly get => Extras?.Conversions ?? 0;
        init => Extras = (Extras ?? SessionExtras.None) with { Conversions = value };
    }

    /// <summary>
    /// The number of distinct pages among the page views: exact up to <see cref="SessionWindows.MaxExactPages"/>, and an estimate above it. Null when
    /// that is 0.
    /// </summary>
    public long? DistinctPages
    {
        readonly get => Extras?.DistinctPages;
        init => Extras = (Extras ?? SessionExtras.None) with { DistinctPages = value };
    }

    /// <summary>
    /// Whether the session is engaged by <see cref="SessionWindows.Engagement"/>, so far while it is open; null when that is not set.
    /// </summary>
    public bool? IsEngaged
    {
        readonly get => Extras?.IsEngaged;
        init => Extras = (Extras ?? SessionExtras.None) with { IsEngaged = value };
    }

    /// <summary>Whether the session is a bounce: not engaged. Null when <see cref="SessionWindows.Engagement"/> is not set.</summary>
    public readonly bool? IsBounce => !IsEngaged;

    /// <summary>Compares all public properties.</summary>
    /// <param name="other">The other facts.</param>
    /// <returns>True when all public properties are equal.</returns>
    public readonly bool Equals(SessionFacts other) =>
        PageViews == other.PageViews && EntryPage == other.EntryPage && ExitPage == other.ExitPage
        && Referrer == other.Referrer && Campaign == other.Campaign
        && Conversions == other.Conversions && DistinctPages == other.DistinctPages && IsEngaged == other.IsEngaged;

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(PageViews, EntryPage, ExitPage, Referrer, Campaign, Conversions, DistinctPages, IsEngaged);
}
