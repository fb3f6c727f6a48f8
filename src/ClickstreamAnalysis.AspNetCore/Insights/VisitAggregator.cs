namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Keeps the visit of each open session.</summary>
internal sealed class VisitAggregator : ISessionAggregator<string, ClickEvent, Visit>
{
    public Visit Create(in Record<string, ClickEvent> record) => Visit.Open(record.Value);

    public void Add(ref Visit aggregate, in Record<string, ClickEvent> record) => aggregate.Add(record.Value);

    public void Merge(ref Visit aggregate, in Visit other) => aggregate.Merge(other);
}
