namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>The rules of a case as a user writes them.</summary>
internal static class SplitCaseRulesApplied
{
    /// <summary>Whether one of the rules looks at values, so that the caps do not depend on the order of arrival either.</summary>
    public static bool HasValueRule(this SplitCaseRules rules) => (rules & ~(SplitCaseRules.Midnight | SplitCaseRules.Caps)) != 0;

    public static SessionSplits<ClickEvent> Apply(this SplitCaseRules rules, SessionSplits<ClickEvent> splits)
    {
        splits = rules.HasFlag(SplitCaseRules.Campaign) ? splits.OnCampaign() : splits;
        splits = rules.HasFlag(SplitCaseRules.Referrer) ? splits.OnReferrer("shop.example") : splits;
        splits = rules.HasFlag(SplitCaseRules.Login) ? splits.Before(click => click.Name == "login") : splits;
        splits = rules.HasFlag(SplitCaseRules.Logout) ? splits.After(click => click.Name == "logout") : splits;
        return rules.HasFlag(SplitCaseRules.Device) ? splits.ById(click => click.UserAgent) : splits;
    }
}
