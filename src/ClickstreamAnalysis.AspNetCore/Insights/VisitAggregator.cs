namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Keeps the visit of each open session.</summary>
internal sealed class VisitAggregator : ISessionAggregator<string, ClickEvent, Visit>
{
    public Visit Create(in Record<string, ClickEvent> record)
    {
        var visit = new Visit();
        visit.Add(record.Value);
        return visit;
    }

    public void Add(ref Visit aggregate, in Record<string, ClickEvent> record) => aggregate.Add(record.Value);

    public void Merge(ref Visit aggregate, in Visit other) => aggregate.Merge(other);
}
