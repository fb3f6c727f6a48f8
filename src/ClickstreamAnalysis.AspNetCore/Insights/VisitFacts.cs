namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>
/// Sessions that open, merge or close are facts. A session opens with its first click and closes when the gap after its last one is over.
/// </summary>
internal sealed class VisitFacts(SessionWindows windows, TimeSpan retention) : FactProcessor<SessionChange<string, Visit>>(retention)
{
    private readonly long _closesAfterMs = (long)windows.Gap.TotalMilliseconds;

    public override void Process(in Record<string, SessionChange<string, Visit>> record)
    {
        var session = record.Value.Session;
        switch (record.Value.Kind)
        {
            case SessionChangeKind.Opened:
                Forward(new SiteFact(SiteFactKind.Opened, null, default), session.StartMs);
                break;
            case SessionChangeKind.Merged:
                Forward(new SiteFact(SiteFactKind.Merged, null, default), session.StartMs);
                break;
            case SessionChangeKind.Closed:
                Forward(new SiteFact(SiteFactKind.Closed, null, session), session.EndMs + _closesAfterMs);
                break;
        }
    }
}
