using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Turns each record into any number of others, keys included. A stateful operator downstream repartitions.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewKey">Type of the new keys.</typeparam>
    /// <typeparam name="TNewValue">Type of the new values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">Called once per record.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>All results in order, at the event time of the record they come from.</returns>
    public static KStream<TNewKey, TNewValue> FlatMap<TKey, TValue, TNewKey, TNewValue>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, IEnumerable<KeyValuePair<TNewKey, TNewValue>>> mapper, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(mapper);
        var node = stream.Attach(new StepNode<TKey, TValue, TNewKey, TNewValue>(
            stream.Builder.NameFor("flat-map", name), "flat-map", (site, next) => new FlatMapStep<TKey, TValue, TNewKey, TNewValue>(mapper, site, next)));
        return stream.Derive<TNewKey, TNewValue>(node.Output, keySerde: null, valueSerde: null, isRekeyed: true);
    }
}

internal sealed class FlatMapStep<TKey, TValue, TNewKey, TNewValue>(
    Func<TKey, TValue, IEnumerable<KeyValuePair<TNewKey, TNewValue>>> mapper, OperatorSite site, Receiver<TNewKey, TNewValue> next) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        // The callback may be an iterator, which runs while it is enumerated. Operators further on note their own failures before this one.
        try
        {
            foreach (var (key, value) in mapper(record.Key, record.Value))
            {
                next.Process(record.With(key, value));
            }
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }
    }
}
