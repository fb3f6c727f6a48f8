using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis;

/// <summary>Split rules for sessions of clicks.</summary>
public static class ClickSplits
{
    /// <summary>Starts a new session at a click of another campaign than that of the session, also if the session has none.</summary>
    /// <remarks>Clicks without a campaign belong to the session that is running, as in Universal Analytics and Matomo.</remarks>
    /// <param name="splits">The rules so far.</param>
    /// <returns>The rules with this one.</returns>
    /// <exception cref="ArgumentNullException">The rules are null.</exception>
    public static SessionSplits<ClickEvent> OnCampaign(this SessionSplits<ClickEvent> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return splits.OnChange(static click => click.Campaign);
    }

    /// <summary>
    /// Starts a new session at a click that comes from another site than the session, also if the session came from none.
    /// </summary>
    /// <remarks>
    /// Only the host of <see cref="ClickEvent.Referrer"/> counts, in lower case and without <c>www.</c>; a text that is neither a URL nor a path counts
    /// as a whole. A path, one of the own hosts or a subdomain of one counts as no referrer, and clicks without referrer belong to the session that
    /// is running.
    /// </remarks>
    /// <param name="splits">The rules so far.</param>
    /// <param name="ownHosts">
    /// The hosts of the site itself, such as <c>shop.example</c>; at least one. Without them, each page view within the site would start a session;
    /// <see cref="TopologyBuilder.Build"/> refuses that.
    /// </param>
    /// <returns>The rules with this one.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static SessionSplits<ClickEvent> OnReferrer(this SessionSplits<ClickEvent> splits, params string[] ownHosts)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentNullException.ThrowIfNull(ownHosts);
        var hosts = new ReferrerHosts(ownHosts);
        splits = hosts.IsEmpty
            ? splits.WithFlaw("splits at another referrer without a host of the site itself, so each page view would start a session: name the hosts, as in OnReferrer(\"shop.example\").")
            : splits;
        return splits.OnChange(click => hosts.ExternalHostOf(click.Referrer));
    }
}
