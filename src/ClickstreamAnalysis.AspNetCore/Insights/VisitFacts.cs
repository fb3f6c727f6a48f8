namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>
/// Sessions that open or close are facts. A session opens with its first click and closes when the gap after its last one is over. Until it closes, the first click is the one that
/// arrived first, so that late clicks change no more than the minute of the opening.
/// </summary>
internal sealed class VisitFacts(SessionWindows windows, TimeSpan retention) : FactProcessor<SessionChange<string, Visit>>(retention)
{
    private static readonly SiteFact s_opened = new() { Kind = SiteFactKind.Opened };
    private static readonly SiteFact s_notOpened = new() { Kind = SiteFactKind.NotOpened };

    private readonly long _closesAfterMs = (long)windows.Gap.TotalMilliseconds;

    public override void Process(in Record<string, SessionChange<string, Visit>> record)
    {
        switch (record.Value.Kind)
        {
            case SessionChangeKind.Opened:
                Forward(s_opened, record.Value.Session.StartMs);
                break;
            case SessionChangeKind.Closed:
                Close(record.Value.Session);
                break;
        }
    }

    private void Close(in Session<string, Visit> session)
    {
        CorrectOpenings(in session);
        var (visit, durationMs) = (session.Aggregate, session.EndMs - session.StartMs);
        var closed = new SiteFact
        {
            Kind = SiteFactKind.Closed,
            Visit = visit,
            DurationMs = durationMs,
            Events = session.EventCount,
            IsBounce = visit.Engagement.IsBounce(windows.Engagement, durationMs, session.EventCount),
        };
        Forward(closed, session.EndMs + _closesAfterMs);
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
            Forward(s_notOpened, opening);
        }

        Forward(s_opened, session.StartMs);
    }
}
