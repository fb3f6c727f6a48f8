using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Turns each value into another; keys stay.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewValue">Type of the new values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">Called once per record.</param>
    /// <param name="valueSerde">The serde of the new values; null leaves it open.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>The mapped records, at the same event times.</returns>
    public static KStream<TKey, TNewValue> MapValues<TKey, TValue, TNewValue>(
        this KStream<TKey, TValue> stream, Func<TValue, TNewValue> mapper, ISerde<TNewValue>? valueSerde = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(mapper);
        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TNewValue>(
            stream.Builder.NameFor("map-values", name), "map-values", (site, next) => new MapValuesStep<TKey, TValue, TNewValue>(mapper, site, next)));
        return stream.Derive(node.Output, stream.KeySerde, valueSerde, stream.IsRekeyed);
    }
}

internal sealed class MapValuesStep<TKey, TValue, TNewValue>(Func<TValue, TNewValue> mapper, OperatorSite site, Receiver<TKey, TNewValue> next)
    : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        TNewValue value;
        try
        {
            value = mapper(record.Value);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        next.Process(record.WithValue(value));
    }
}
