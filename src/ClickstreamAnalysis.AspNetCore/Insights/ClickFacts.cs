namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Each click is a fact.</summary>
internal sealed class ClickFacts(TimeSpan retention) : FactProcessor<ClickEvent>(retention)
{
    public override void Process(in Record<string, ClickEvent> record) =>
        Forward(new SiteFact(SiteFactKind.Click, record.Value), record.TimestampMs);
}
