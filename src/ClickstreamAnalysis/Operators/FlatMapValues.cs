using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Replaces the value of each record with any number of new values; keys are unchanged.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewValue">Type of the new values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">The new values, from key and value.</param>
    /// <param name="valueSerde">
    /// The serde of the new values. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>All new records in order, each at the event time of its input record.</returns>
    public static KStream<TKey, TNewValue> FlatMapValues<TKey, TValue, TNewValue>(
        this KStream<TKey, TValue> stream,
        Func<TKey, TValue, IEnumerable<TNewValue>> mapper,
        ISerde<TNewValue>? valueSerde = null,
        string? name = null) =>
        WithFlatMappedValues(stream, new(mapper), valueSerde, name);

    /// <inheritdoc cref="FlatMapValues{TKey,TValue,TNewValue}(KStream{TKey,TValue},Func{TKey,TValue,IEnumerable{TNewValue}},ISerde{TNewValue},string)" path="/*[not(self::param[@name='stream'] or self::param[@name='mapper'] or self::param[@name='valueSerde'] or self::param[@name='name'])]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="mapper">The new values, from the record.</param>
    /// <param name="valueSerde">
    /// The serde of the new values. Default null: the stream's if the type is unchanged, else the library's for the type.
    /// </param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static KStream<TKey, TNewValue> FlatMapValues<TKey, TValue, TNewValue>(
        this KStream<TKey, TValue> stream,
        Func<Record<TKey, TValue>, IEnumerable<TNewValue>> mapper,
        ISerde<TNewValue>? valueSerde = null,
        string? name = null) =>
        WithFlatMappedValues(stream, new(mapper), valueSerde, name);

    private static KStream<TKey, TNewValue> WithFlatMappedValues<TKey, TValue, TNewValue>(
        KStream<TKey, TValue> stream, RecordFunction<TKey, TValue, IEnumerable<TNewValue>> mapper, ISerde<TNewValue>? valueSerde, string? name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TNewValue>(
            stream.Builder.NameFor("flat-map-values", name),
            "flat-map-values", mapper.SeesRecord, (site, next) => new FlatMapValuesStep<TKey,
            TValue,
            TNewValue>(mapper,
            site,
            next)));
        return stream.Derive(node.Output, stream.KeySerde, valueSerde ?? stream.ValueSerde as ISerde<TNewValue>, stream.IsRekeyed);
    }
}

internal sealed class FlatMapValuesStep<TKey, TValue, TNewValue>(
    RecordFunction<TKey, TValue, IEnumerable<TNewValue>> mapper, OperatorSite site, Receiver<TKey, TNewValue> next) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        // A user's iterator runs while it is enumerated. Downstream operators record their own failures before this one does.
        try
        {
            foreach (var value in mapper.Invoke(in record))
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
