namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>
/// Sessions that open or close are facts. A session opens with its first click and closes when the gap after its last one is over. Until it closes, the first click is the one that
/// arrived first, so that late clicks change no more than the minute of the opening.
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
                Forward(new SiteFact(SiteFactKind.Opened), session.StartMs);
                break;
            case SessionChangeKind.Closed:
                CorrectOpenings(session);
                var isBounce = session.Aggregate.Engagement.IsBounce(windows.Engagement, session.EndMs - session.StartMs, session.EventCount);
                Forward(new SiteFact(SiteFactKind.Closed, Session: session, IsBounce: isBounce), session.EndMs + _closesAfterMs);
                break;
        }
    }

    private void CorrectOpenings(in Session<string, Visit> session)
    {
        var openings = session.Aggregate.Openings;
        if (openings is [var only] && only / MinuteMs == session.StartMs / MinuteMs)
        {
            return;
        }

        foreach (var opening in openings)
        {
            Forward(new SiteFact(SiteFactKind.NotOpened), opening);
        }

        Forward(new SiteFact(SiteFactKind.Opened), session.StartMs);
    }
}
