namespace ClickstreamAnalysis.Sessions;

/// <summary>Computes the <see cref="SessionFacts"/> of a click session.</summary>
/// <param name="maxTextLength">The maximum length of a text in characters; longer texts are truncated.</param>
internal sealed class ClickSessionAggregator(int maxTextLength) : ISessionAggregator<string, ClickEvent, SessionFacts>
{
    public SessionFacts Create(in Record<string, ClickEvent> record)
    {
        var facts = default(SessionFacts);
        Add(ref facts, in record);
        return facts;
    }

    public void Add(ref SessionFacts aggregate, in Record<string, ClickEvent> record)
    {
        var click = record.Value;
        if (click.Page is { } page)
        {
            aggregate.Views++;
            aggregate.Entry.TakeFirst(page, record.TimestampMs, maxTextLength);
            aggregate.Exit.TakeLast(page, record.TimestampMs, maxTextLength);
        }

        aggregate.FirstReferrer.TakeFirst(click.Referrer, record.TimestampMs, maxTextLength);
        aggregate.FirstCampaign.TakeFirst(click.Campaign, record.TimestampMs, maxTextLength);
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
