using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Turns each record into one other, key included. Keys change: a stateful operator downstream repartitions.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewKey">Type of the new keys.</typeparam>
    /// <typeparam name="TNewValue">Type of the new values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">Called once per record.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>The mapped records, at the same event times. Their serdes are not known: see <c>WithSerdes</c>.</returns>
    public static KStream<TNewKey, TNewValue> Map<TKey, TValue, TNewKey, TNewValue>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, (TNewKey Key, TNewValue Value)> mapper, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(mapper);
        var node = stream.Attach(new StepNode<TKey, TValue, TNewKey, TNewValue>(
            stream.Builder.NameFor("map", name), "map", (site, next) => new MapStep<TKey, TValue, TNewKey, TNewValue>(mapper, site, next)));
        return stream.Derive<TNewKey, TNewValue>(node.Output, keySerde: null, valueSerde: null, isRekeyed: true);
    }
}

internal sealed class MapStep<TKey, TValue, TNewKey, TNewValue>(
    Func<TKey, TValue, (TNewKey Key, TNewValue Value)> mapper, OperatorSite site, Receiver<TNewKey, TNewValue> next) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        (TNewKey Key, TNewValue Value) mapped;
        try
        {
            mapped = mapper(record.Key, record.Value);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        next.Process(record.With(mapped.Key, mapped.Value));
    }
}
