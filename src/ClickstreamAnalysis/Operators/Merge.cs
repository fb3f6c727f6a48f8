using ClickstreamAnalysis.Operators;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Merges two streams into one. The order of records is kept within each stream, but not between them.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The first stream.</param>
    /// <param name="other">The second stream, of the same builder.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>The records of both streams, with the serdes of <paramref name="stream"/>.</returns>
    /// <exception cref="ArgumentException">The streams belong to different builders.</exception>
    public static KStream<TKey, TValue> Merge<TKey, TValue>(
        this KStream<TKey, TValue> stream, KStream<TKey, TValue> other, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        if (stream.Builder != other.Builder)
        {
            throw new ArgumentException("Streams of two topology builders cannot be merged: build both from one.", nameof(other));
        }

        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TValue>(
            stream.Builder.NameFor("merge", name), "merge", seesHeaders: false, (_, next) => next));
        other.Port.Add(node);
        return stream.Derive(
            node.Output, stream.KeySerde ?? other.KeySerde, stream.ValueSerde ?? other.ValueSerde, stream.IsRekeyed || other.IsRekeyed);
    }
}
