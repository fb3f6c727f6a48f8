namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Keeps the visit of each open session.</summary>
internal sealed class VisitAggregator(SessionWindows rules) : ISessionAggregator<string, ClickEvent, Visit>
{
    // They decide what a bounce is.
    public bool AppliesClickRules => true;

    public Visit Create(in Record<string, ClickEvent> record) => Visit.Open(record.Value, VisitEngagement.Of(record.Value, rules));

    // The user's functions may throw: they come before any change.
    public void Add(ref Visit aggregate, in Record<string, ClickEvent> record) => aggregate.Add(record.Value, VisitEngagement.Of(record.Value, rules));

    public void Merge(ref Visit aggregate, in Visit other) => aggregate.Merge(other);
}
