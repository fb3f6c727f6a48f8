using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Replaces the key of each record. A stateful operator downstream repartitions the records.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewKey">Type of the new keys.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="selector">The new key, from key and value.</param>
    /// <param name="keySerde">
    /// The serde of the new keys. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>The same values under new keys.</returns>
    public static KStream<TNewKey, TValue> SelectKey<TKey, TValue, TNewKey>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, TNewKey> selector, ISerde<TNewKey>? keySerde = null, string? name = null) =>
        WithSelectedKey(stream, new(selector), keySerde, name);

    /// <inheritdoc cref="SelectKey{TKey,TValue,TNewKey}(KStream{TKey,TValue},Func{TKey,TValue,TNewKey},ISerde{TNewKey},string)" path="/*[not(self::param[@name='stream'] or self::param[@name='selector'] or self::param[@name='keySerde'] or self::param[@name='name'])]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="selector">The new key, from the record.</param>
    /// <param name="keySerde">
    /// The serde of the new keys. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static KStream<TNewKey, TValue> SelectKey<TKey, TValue, TNewKey>(
        this KStream<TKey, TValue> stream, Func<Record<TKey, TValue>, TNewKey> selector, ISerde<TNewKey>? keySerde = null, string? name = null) =>
        WithSelectedKey(stream, new(selector), keySerde, name);

    private static KStream<TNewKey, TValue> WithSelectedKey<TKey, TValue, TNewKey>(
        KStream<TKey, TValue> stream, RecordFunction<TKey, TValue, TNewKey> selector, ISerde<TNewKey>? keySerde, string? name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var node = stream.Attach(new StepNode<TKey, TValue, TNewKey, TValue>(
            stream.Builder.NameFor("select-key", name),
            "select-key", selector.SeesRecord, (site, next) => new SelectKeyStep<TKey,
            TValue,
            TNewKey>(selector,
            site,
            next)));
        return stream.Derive(node.Output, keySerde ?? stream.KeySerde as ISerde<TNewKey>, stream.ValueSerde, isRekeyed: true);
    }
}

internal sealed class SelectKeyStep<TKey, TValue, TNewKey>(
    RecordFunction<TKey, TValue, TNewKey> selector, OperatorSite site, Receiver<TNewKey, TValue> next) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        TNewKey key;
        try
        {
            key = selector.Invoke(in record);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        next.Process(record.WithKey(key));
    }
}
