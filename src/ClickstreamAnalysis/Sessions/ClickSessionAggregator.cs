namespace ClickstreamAnalysis.Sessions;

/// <summary>Computes the <see cref="SessionFacts"/> of a click session.</summary>
/// <param name="rules">Which facts are computed, and the maximum length of their texts.</param>
internal sealed class ClickSessionAggregator(ClickFactRules rules) : ISessionAggregator<string, ClickEvent, SessionFacts>, ISessionJudge<SessionFacts>
{
    private readonly int _maxTextLength = rules.MaxTextLength;

    public bool AppliesClickRules => true;

    public SessionFacts Create(in Record<string, ClickEvent> record)
    {
        var facts = default(SessionFacts);
        Add(ref facts, in record);
        return facts;
    }

    public void Add(ref SessionFacts aggregate, in Record<string, ClickEvent> record)
    {
        var click = record.Value;

        // Must be first: the user's functions may throw.
        var isView = rules.IsPageView(in click);
        if (rules.HasExtras)
        {
            aggregate.Extras = rules.Add(aggregate.Extras, in click, isView);
        }

        if (isView)
        {
            aggregate.Views++;
        }

        if (click.Page is { } page)
        {
            aggregate.Entry.TakeFirst(page, record.TimestampMs, _maxTextLength);
            aggregate.Exit.TakeLast(page, record.TimestampMs, _maxTextLength);
        }

        aggregate.FirstReferrer.TakeFirst(click.Referrer, record.TimestampMs, _maxTextLength);
        aggregate.FirstCampaign.TakeFirst(click.Campaign, record.TimestampMs, _maxTextLength);
    }

    public void Merge(ref SessionFacts aggregate, in SessionFacts other)
    {
        aggregate.Views += other.Views;
        aggregate.Extras = rules.Merge(aggregate.Extras, other.Extras);
        aggregate.Entry.TakeFirst(other.Entry.Text, other.Entry.TimestampMs, _maxTextLength);
        aggregate.Exit.TakeLast(other.Exit.Text, other.Exit.TimestampMs, _maxTextLength);
        aggregate.FirstReferrer.TakeFirst(other.FirstReferrer.Text, other.FirstReferrer.TimestampMs, _maxTextLength);
        aggregate.FirstCampaign.TakeFirst(other.FirstCampaign.Text, other.FirstCampaign.TimestampMs, _maxTextLength);
    }

    public SessionFacts Judge(in SessionFacts aggregate, long durationMs)
    {
        if (rules.Engagement is not { } engagement)
        {
            return aggregate;
        }

        var judged = aggregate;
        var extras = aggregate.Extras ?? SessionExtras.None;
        judged.Extras = extras with
        {
            IsEngaged = engagement.IsEngaged(TimeSpan.FromMilliseconds(durationMs), aggregate.Views, extras.Conversions, extras.Heartbeats, extras.HasEngaging),
        };
        return judged;
    }
}
