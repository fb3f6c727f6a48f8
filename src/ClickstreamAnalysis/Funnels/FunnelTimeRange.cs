namespace ClickstreamAnalysis;

/// <summary>The conversions whose time lies in a range.</summary>
/// <param name="From">The shortest time of the range, inclusive.</param>
/// <param name="To">The longest time of the range, inclusive.</param>
/// <param name="Count">The number of conversions.</param>
public readonly record struct FunnelTimeRange(TimeSpan From, TimeSpan To, long Count);
