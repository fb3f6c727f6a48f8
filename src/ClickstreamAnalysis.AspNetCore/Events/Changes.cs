namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>The events of one second.</summary>
/// <param name="All">Events with everything, for a client that has just connected.</param>
/// <param name="Changed">Events with what has changed since the second before.</param>
internal sealed record Changes(byte[] All, byte[] Changed);
