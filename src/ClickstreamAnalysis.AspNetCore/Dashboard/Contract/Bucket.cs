namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A range of a distribution: from inclusive, to exclusive; null for no end.</summary>
internal sealed record Bucket(long From, long? To, long Count);
