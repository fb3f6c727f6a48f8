namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>A click that is not written.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="Reason">The reason.</param>
internal readonly record struct RejectedClick(int Index, string Reason);
