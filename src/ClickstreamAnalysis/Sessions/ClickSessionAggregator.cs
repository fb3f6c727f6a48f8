namespace ClickstreamAnalysis.Sessions;

/// <summary>Computes the facts of a session of clicks.</summary>
/// <param name="maxTextLength">The most characters of a text; longer ones are cut.</param>
internal sealed class ClickSessionAggregator(int maxTextLength) : ISessionAggregator<ClickEvent, SessionFacts>
{
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
            aggregate.Entry.TakeFirst(page, timestampMs, maxTextLength);
            aggregate.Exit.TakeLast(page, timestampMs, maxTextLength);
        }

        aggregate.FirstReferrer.TakeFirst(value.Referrer, timestampMs, maxTextLength);
        aggregate.FirstCampaign.TakeFirst(value.Campaign, timestampMs, maxTextLength);
    }

    public void Merge(ref SessionFacts aggregate, in SessionFacts other)
    {
        aggregate.Views += other.Views;
        aggregate.Entry.TakeFirst(other.Entry.Text, other.Entry.TimestampMs, maxTextLength);
        aggregate.Exit.TakeLast(other.Exit.Text, other.Exit.TimestampMs, maxTextLength);
        aggregate.FirstReferrer.TakeFirst(other.FirstReferrer.Text, other.FirstReferrer.TimestampMs, maxTextLength);
        aggregate.FirstCampaign.TakeFirst(other.FirstCampaign.Text, other.FirstCampaign.TimestampMs, maxTextLength);
    }
}
