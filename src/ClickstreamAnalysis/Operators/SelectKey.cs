using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Gives each record a new key. A stateful operator downstream sends the records through a repartition topic.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewKey">Type of the new keys.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="selector">Makes the key; called once per record.</param>
    /// <param name="keySerde">The serde of the new keys.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>The same values under new keys.</returns>
    public static KStream<TNewKey, TValue> SelectKey<TKey, TValue, TNewKey>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, TNewKey> selector, ISerde<TNewKey> keySerde, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(keySerde);
        var node = stream.Attach(new StepNode<TKey, TValue, TNewKey, TValue>(
            stream.Builder.NameFor("select-key", name), "select-key", (site, next) => new SelectKeyStep<TKey, TValue, TNewKey>(selector, site, next)));
        return stream.Derive(node.Output, keySerde, stream.ValueSerde, isRekeyed: true);
    }
}

internal sealed class SelectKeyStep<TKey, TValue, TNewKey>(Func<TKey, TValue, TNewKey> selector, OperatorSite site, Receiver<TNewKey, TValue> next)
    : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        TNewKey key;
        try
        {
            key = selector(record.Key, record.Value);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        next.Process(record.WithKey(key));
    }
}
