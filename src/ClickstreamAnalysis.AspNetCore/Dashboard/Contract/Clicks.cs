namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A sample of the clicks read since the last one.</summary>
internal sealed record Clicks([property: System.Text.Json.Serialization.JsonPropertyName("clicks")] IReadOnlyList<SampledClick> Sample, long Skipped);
