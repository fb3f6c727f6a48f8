namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>What was written.</summary>
/// <param name="Clicks">How many clicks.</param>
/// <param name="Sessions">How many sessions they make, worked out from the clicks as they were generated.</param>
internal sealed record FillResult(long Clicks, long Sessions);
