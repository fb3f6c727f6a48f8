namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Each click is a fact.</summary>
internal sealed class ClickFacts(TimeSpan retention) : FactProcessor<ClickEvent>(retention)
{
    public override void Process(in Record<string, ClickEvent> record) =>
        Forward(new SiteFact { Kind = SiteFactKind.Click, User = record.Value.User, Page = record.Value.Page }, record.TimestampMs);
}
