namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>The application of a click collector.</summary>
internal sealed record CollectorName(string Application);
