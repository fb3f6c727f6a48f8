namespace ClickstreamAnalysis;

/// <summary>An aggregate that can take in another one of its type, so that parts of a stream can be aggregated apart and merged.</summary>
/// <remarks>The guarantees of a merged aggregate must not depend on the order or the grouping of the merges.</remarks>
/// <typeparam name="TSelf">The type of the aggregate itself.</typeparam>
public interface IMergeable<TSelf>
{
    /// <summary>Merges another aggregate into this one, which then covers the items of both.</summary>
    /// <param name="other">The other aggregate; not changed, and not kept.</param>
    /// <returns>This aggregate.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    TSelf Merge(TSelf other);
}
