using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Sketches;

namespace ClickstreamAnalysis;

/// <summary>The estimated count of one key of a <see cref="TopCounter{TKey}"/>.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="Count">The estimate. It is never too low.</param>
/// <param name="Error">How much too high <paramref name="Count"/> may be; 0 if it is exact.</param>
[SerdesFrom(typeof(SketchSerdes))]
public readonly record struct TopCount<TKey>(TKey Key, long Count, long Error)
{
    /// <summary>The count that the key has at least: <see cref="Count"/> - <see cref="Error"/>.</summary>
    public long GuaranteedCount => Count - Error;
}
