using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>Stateless stream operators.</summary>
/// <remarks>
/// Each operator that calls user code accepts it in two forms: a lambda over <c>(key, value)</c>, or one over the whole
/// <see cref="Record{TKey,TValue}"/>. The code is called once per record, on the stream thread; exceptions are handled by the bad-record
/// policy of the application. After a failure, operators may be called again for the same record.
/// </remarks>
public static partial class KStreamOperators
{
    /// <summary>Keeps the records for which a predicate is true.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="predicate">Whether to keep a record, from its key and value.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>The records kept.</returns>
    public static KStream<TKey, TValue> Filter<TKey, TValue>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, bool> predicate, string? name = null) =>
        Filtered(stream, new(predicate), keptWhen: true, "filter", name);

    /// <inheritdoc cref="Filter{TKey,TValue}(KStream{TKey,TValue},Func{TKey,TValue,bool},string)" path="/*[not(self::param[@name='stream'] or self::param[@name='predicate'] or self::param[@name='name'])]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="predicate">Whether to keep a record.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static KStream<TKey, TValue> Filter<TKey, TValue>(
        this KStream<TKey, TValue> stream, Func<Record<TKey, TValue>, bool> predicate, string? name = null) =>
        Filtered(stream, new(predicate), keptWhen: true, "filter", name);

    /// <summary>Drops the records for which a predicate is true.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="predicate">Whether to drop a record, from its key and value.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>The records kept.</returns>
    public static KStream<TKey, TValue> FilterNot<TKey, TValue>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, bool> predicate, string? name = null) =>
        Filtered(stream, new(predicate), keptWhen: false, "filter-not", name);

    /// <inheritdoc cref="FilterNot{TKey,TValue}(KStream{TKey,TValue},Func{TKey,TValue,bool},string)" path="/*[not(self::param[@name='stream'] or self::param[@name='predicate'] or self::param[@name='name'])]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="predicate">Whether to drop a record.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static KStream<TKey, TValue> FilterNot<TKey, TValue>(
        this KStream<TKey, TValue> stream, Func<Record<TKey, TValue>, bool> predicate, string? name = null) =>
        Filtered(stream, new(predicate), keptWhen: false, "filter-not", name);

    private static KStream<TKey, TValue> Filtered<TKey, TValue>(
        KStream<TKey, TValue> stream, RecordFunction<TKey, TValue, bool> predicate, bool keptWhen, string kind, string? name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TValue>(
            stream.Builder.NameFor(kind, name), kind, predicate.SeesRecord, (site, next) => new FilterStep<TKey, TValue>(predicate, keptWhen, site, next)));
        return stream.Derive(node.Output, stream.KeySerde, stream.ValueSerde, stream.IsRekeyed);
    }
}

internal sealed class FilterStep<TKey, TValue>(RecordFunction<TKey, TValue, bool> predicate, bool keptWhen, OperatorSite site, Receiver<TKey, TValue> next)
    : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        bool isKept;
        try
        {
            isKept = predicate.Invoke(in record) == keptWhen;
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        if (isKept)
        {
            next.Process(in record);
        }
    }
}
