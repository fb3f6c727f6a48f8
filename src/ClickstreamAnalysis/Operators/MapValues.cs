using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Replaces the value of each record; keys are unchanged.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewValue">Type of the new values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">The new value, from key and value.</param>
    /// <param name="valueSerde">
    /// The serde of the new values. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>The records with their new values, at the same event times.</returns>
    public static KStream<TKey, TNewValue> MapValues<TKey, TValue, TNewValue>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, TNewValue> mapper, ISerde<TNewValue>? valueSerde = null, string? name = null) =>
        WithMappedValues(stream, new(mapper), valueSerde, name);

    /// <inheritdoc cref="MapValues{TKey,TValue,TNewValue}(KStream{TKey,TValue},Func{TKey,TValue,TNewValue},ISerde{TNewValue},string)" path="/*[not(self::param[@name='stream'] or self::param[@name='mapper'] or self::param[@name='valueSerde'] or self::param[@name='name'])]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">The new value, from the record.</param>
    /// <param name="valueSerde">
    /// The serde of the new values. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static KStream<TKey, TNewValue> MapValues<TKey, TValue, TNewValue>(
        this KStream<TKey, TValue> stream,
        Func<Record<TKey, TValue>, TNewValue> mapper,
        ISerde<TNewValue>? valueSerde = null,
        string? name = null) =>
        WithMappedValues(stream, new(mapper), valueSerde, name);

    private static KStream<TKey, TNewValue> WithMappedValues<TKey, TValue, TNewValue>(
        KStream<TKey, TValue> stream, RecordFunction<TKey, TValue, TNewValue> mapper, ISerde<TNewValue>? valueSerde, string? name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TNewValue>(
            stream.Builder.NameFor("map-values", name),
            "map-values", mapper.SeesRecord, (site, next) => new MapValuesStep<TKey,
            TValue,
            TNewValue>(mapper,
            site,
            next)));
        return stream.Derive(node.Output, stream.KeySerde, valueSerde ?? stream.ValueSerde as ISerde<TNewValue>, stream.IsRekeyed);
    }
}

internal sealed class MapValuesStep<TKey, TValue, TNewValue>(
    RecordFunction<TKey, TValue, TNewValue> mapper, OperatorSite site, Receiver<TKey, TNewValue> next) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        TNewValue value;
        try
        {
            value = mapper.Invoke(in record);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        next.Process(record.WithValue(value));
    }
}
