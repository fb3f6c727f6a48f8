namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>A click as it is written to the log.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="User">The key.</param>
/// <param name="Time">The event time.</param>
/// <param name="Json">The click in the built-in layout.</param>
internal sealed record CollectedClick(int Index, string User, DateTimeOffset Time, byte[] Json);
