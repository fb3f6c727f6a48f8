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
            aggregate.Views++;
            aggregate.Entry.TakeFirst(page, timestampMs);
            aggregate.Exit.TakeLast(page, timestampMs);
        }

        aggregate.FirstReferrer.TakeFirst(value.Referrer, timestampMs);
        aggregate.FirstCampaign.TakeFirst(value.Campaign, timestampMs);
    }

    public void Merge(ref SessionFacts aggregate, in SessionFacts other)
    {
        aggregate.Views += other.Views;
        aggregate.Entry.TakeFirst(other.Entry.Text, other.Entry.TimestampMs);
        aggregate.Exit.TakeLast(other.Exit.Text, other.Exit.TimestampMs);
        aggregate.FirstReferrer.TakeFirst(other.FirstReferrer.Text, other.FirstReferrer.TimestampMs);
        aggregate.FirstCampaign.TakeFirst(other.FirstCampaign.Text, other.FirstCampaign.TimestampMs);
    }
}
