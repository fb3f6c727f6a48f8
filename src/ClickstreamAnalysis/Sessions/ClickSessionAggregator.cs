using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Computes the facts of a session of clicks.</summary>
internal sealed class ClickSessionAggregator : ISessionAggregator<ClickEvent, SessionFacts>
{
    public static readonly ClickSessionAggregator Instance = new();

    public SessionFacts Create(in ClickEvent value, long timestampMs)
    {
        var facts = default(SessionFacts);
        Add(ref facts, in value, timestampMs);
        return facts;
    }

    public void Add(ref SessionFacts aggregate, in ClickEvent value, long timestampMs)
    {
        if (value.Page is { } page)
        {
            aggregate.PageViews++;
            TakeEntry(ref aggregate, page, timestampMs);
            TakeExit(ref aggregate, page, timestampMs);
        }

        TakeReferrer(ref aggregate, value.Referrer, timestampMs);
        TakeCampaign(ref aggregate, value.Campaign, timestampMs);
    }

    public void Merge(ref SessionFacts aggregate, in SessionFacts other)
    {
        aggregate.PageViews += other.PageViews;
        TakeEntry(ref aggregate, other.EntryPage, other.EntryPageMs);
        TakeExit(ref aggregate, other.ExitPage, other.ExitPageMs);
        TakeReferrer(ref aggregate, other.Referrer, other.ReferrerMs);
        TakeCampaign(ref aggregate, other.Campaign, other.CampaignMs);
    }

    private static void TakeEntry(ref SessionFacts facts, string? page, long timestampMs)
    {
        if (IsFirst(facts.EntryPage, facts.EntryPageMs, page, timestampMs))
        {
            facts.EntryPage = page;
            facts.EntryPageMs = timestampMs;
        }
    }

    private static void TakeExit(ref SessionFacts facts, string? page, long timestampMs)
    {
        if (page is not null && (facts.ExitPage is not { } last || timestampMs > facts.ExitPageMs
            || (timestampMs == facts.ExitPageMs && string.CompareOrdinal(page, last) > 0)))
        {
            facts.ExitPage = page;
            facts.ExitPageMs = timestampMs;
        }
    }

    private static void TakeReferrer(ref SessionFacts facts, string? referrer, long timestampMs)
    {
        if (IsFirst(facts.Referrer, facts.ReferrerMs, referrer, timestampMs))
        {
            facts.Referrer = referrer;
            facts.ReferrerMs = timestampMs;
        }
    }

    private static void TakeCampaign(ref SessionFacts facts, string? campaign, long timestampMs)
    {
        if (IsFirst(facts.Campaign, facts.CampaignMs, campaign, timestampMs))
        {
            facts.Campaign = campaign;
            facts.CampaignMs = timestampMs;
        }
    }

    private static bool IsFirst(string? known, long knownMs, string? text, long timestampMs) =>
        text is not null && (known is null || timestampMs < knownMs || (timestampMs == knownMs && string.CompareOrdinal(text, known) < 0));
}
