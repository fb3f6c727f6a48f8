using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Replaces each record, including its key. A stateful operator downstream repartitions the records.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewKey">Type of the new keys.</typeparam>
    /// <typeparam name="TNewValue">Type of the new values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">The new key and value, from the old ones.</param>
    /// <param name="keySerde">
    /// The serde of the new keys. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="valueSerde">
    /// The serde of the new values. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>The new records, at the same event times.</returns>
    public static KStream<TNewKey, TNewValue> Map<TKey, TValue, TNewKey, TNewValue>(
        this KStream<TKey, TValue> stream,
        Func<TKey, TValue, (TNewKey Key, TNewValue Value)> mapper,
        ISerde<TNewKey>? keySerde = null,
        ISerde<TNewValue>? valueSerde = null,
        string? name = null) =>
        Mapped(stream, new(mapper), keySerde, valueSerde, name);

    /// <inheritdoc cref="Map{TKey,TValue,TNewKey,TNewValue}(KStream{TKey,TValue},Func{TKey,TValue,ValueTuple{TNewKey,TNewValue}},ISerde{TNewKey},ISerde{TNewValue},string)" path="/*[not(self::param[@name='stream'] or self::param[@name='mapper'] or self::param[@name='keySerde'] or self::param[@name='valueSerde'] or self::param[@name='name'])]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">The new key and value, from the record.</param>
    /// <param name="keySerde">
    /// The serde of the new keys. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="valueSerde">
    /// The serde of the new values. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static KStream<TNewKey, TNewValue> Map<TKey, TValue, TNewKey, TNewValue>(
        this KStream<TKey, TValue> stream,
        Func<Record<TKey, TValue>, (TNewKey Key, TNewValue Value)> mapper,
        ISerde<TNewKey>? keySerde = null,
        ISerde<TNewValue>? valueSerde = null,
        string? name = null) =>
        Mapped(stream, new(mapper), keySerde, valueSerde, name);

    private static KStream<TNewKey, TNewValue> Mapped<TKey, TValue, TNewKey, TNewValue>(
        KStream<TKey, TValue> stream,
        RecordFunction<TKey, TValue, (TNewKey Key, TNewValue Value)> mapper,
        ISerde<TNewKey>? keySerde,
        ISerde<TNewValue>? valueSerde,
        string? name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var node = stream.Attach(new StepNode<TKey, TValue, TNewKey, TNewValue>(
            stream.Builder.NameFor("map", name), "map", mapper.SeesRecord, (site, next) => new MapStep<TKey, TValue, TNewKey, TNewValue>(mapper, site, next)));
        return stream.Derive(
            node.Output, keySerde ?? stream.KeySerde as ISerde<TNewKey>, valueSerde ?? stream.ValueSerde as ISerde<TNewValue>, isRekeyed: true);
    }
}

internal sealed class MapStep<TKey, TValue, TNewKey, TNewValue>(
    RecordFunction<TKey, TValue, (TNewKey Key, TNewValue Value)> mapper,
    OperatorSite site,
    Receiver<TNewKey, TNewValue> next) : Receiver<TKey,
    TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        (TNewKey Key, TNewValue Value) mapped;
        try
        {
            mapped = mapper.Invoke(in record);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        next.Process(record.With(mapped.Key, mapped.Value));
    }
}
