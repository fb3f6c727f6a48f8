namespace ClickstreamAnalysis.Events;

/// <summary>Splits a click into the steps of its layout; null when the layout cannot be kept.</summary>
/// <param name="click">A click that the scanner of the serde has read.</param>
internal delegate List<LayoutStep>? LayoutReading(ReadOnlySpan<byte> click);
