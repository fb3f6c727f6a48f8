namespace ClickstreamAnalysis.Funnels;

/// <summary>An entity's best attempt in a bucket has changed.</summary>
/// <param name="Best">The best attempt now.</param>
/// <param name="DepthBefore">How deep the best one went before; 0 when there was none.</param>
internal readonly record struct BucketChange(Attempt Best, int DepthBefore);
