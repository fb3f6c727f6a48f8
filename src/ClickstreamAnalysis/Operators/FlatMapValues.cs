using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Turns each value into any number of others; keys stay.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewValue">Type of the new values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">Called once per record.</param>
    /// <param name="valueSerde">The serde of the new values; null leaves it open.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>All results in order, at the event time of the record they come from.</returns>
    public static KStream<TKey, TNewValue> FlatMapValues<TKey, TValue, TNewValue>(
        this KStream<TKey, TValue> stream, Func<TValue, IEnumerable<TNewValue>> mapper, ISerde<TNewValue>? valueSerde = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(mapper);
        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TNewValue>(
            stream.Builder.NameFor("flat-map-values", name), "flat-map-values", (site, next) => new FlatMapValuesStep<TKey, TValue, TNewValue>(mapper, site, next)));
        return stream.Derive(node.Output, stream.KeySerde, valueSerde, stream.IsRekeyed);
    }
}

internal sealed class FlatMapValuesStep<TKey, TValue, TNewValue>(Func<TValue, IEnumerable<TNewValue>> mapper, OperatorSite site, Receiver<TKey, TNewValue> next)
    : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        // The callback may be an iterator, which runs while it is enumerated. Operators further on note their own failures before this one.
        try
        {
            foreach (var value in mapper(record.Value))
            {
                next.Process(record.WithValue(value));
            }
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }
    }
}
