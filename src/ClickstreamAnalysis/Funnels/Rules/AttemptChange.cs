namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>A change of what counts: of an entity's or session's best attempt in a bucket, or of one attempt when attempts are counted.</summary>
/// <param name="Before">The attempt that counted before; null when there was none.</param>
/// <param name="After">The attempt that counts now; null when there is none.</param>
internal readonly record struct AttemptChange(RuledAttempt? Before, RuledAttempt? After);
