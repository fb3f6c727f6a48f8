namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The time up to which a track has no further entry, because an attempt that is closed took it.</summary>
/// <param name="Session">The session of the track.</param>
/// <param name="Held">The held property of the track.</param>
/// <param name="UntilMs">The time, inclusive.</param>
internal readonly record struct TrackBlock(ulong Session, ulong Held, long UntilMs);
