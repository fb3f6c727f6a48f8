using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis;

/// <summary>Operators on streams that keep no state of their own.</summary>
public static partial class KStreamOperators
{
    /// <summary>Keeps the records for which <paramref name="predicate"/> is true.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="predicate">Called once per record.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>The records kept.</returns>
    public static KStream<TKey, TValue> Filter<TKey, TValue>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, bool> predicate, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(predicate);
        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TValue>(
            stream.Builder.NameFor("filter", name), "filter", (site, next) => new FilterStep<TKey, TValue>(predicate, site, next)));
        return stream.Derive(node.Output, stream.KeySerde, stream.ValueSerde, stream.IsRekeyed);
    }

    /// <summary>Drops the records for which <paramref name="predicate"/> is true.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="predicate">Called once per record.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>The records kept.</returns>
    public static KStream<TKey, TValue> FilterNot<TKey, TValue>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, bool> predicate, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return stream.Filter((key, value) => !predicate(key, value), name);
    }
}

internal sealed class FilterStep<TKey, TValue>(Func<TKey, TValue, bool> predicate, OperatorSite site, Receiver<TKey, TValue> next) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        bool isKept;
        try
        {
            isKept = predicate(record.Key, record.Value);
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
