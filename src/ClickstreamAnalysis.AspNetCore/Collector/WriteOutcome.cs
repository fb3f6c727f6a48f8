namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>What became of the clicks of a request.</summary>
/// <param name="IsAcknowledged">Whether the log has all clicks that are not rejected.</param>
/// <param name="Rejected">The clicks that the log refuses.</param>
internal readonly record struct WriteOutcome(bool IsAcknowledged, IReadOnlyList<RejectedClick> Rejected);
