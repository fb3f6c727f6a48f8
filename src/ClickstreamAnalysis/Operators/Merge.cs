using ClickstreamAnalysis.Operators;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>One stream of the records of both. Order is kept within each, not between them.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">One stream.</param>
    /// <param name="other">The other, of the same builder.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>The records of both. Serdes are those of <paramref name="stream"/>.</returns>
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
