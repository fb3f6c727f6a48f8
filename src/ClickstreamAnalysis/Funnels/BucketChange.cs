namespace ClickstreamAnalysis.Funnels;

/// <summary>A change of an entity's best attempt in a bucket.</summary>
/// <param name="Best">The new best attempt.</param>
/// <param name="DepthBefore">The depth of the former best attempt; 0 when there was none.</param>
internal readonly record struct BucketChange(Attempt Best, int DepthBefore);
