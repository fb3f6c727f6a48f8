using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Calls an action for each record and forwards the record unchanged.</summary>
    /// <remarks>
    /// After a failure, the action may be called again for the same records: side effects are at-least-once, whatever the guarantee of
    /// the application.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="action">Receives key and value.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>The same records.</returns>
    public static KStream<TKey, TValue> Peek<TKey, TValue>(this KStream<TKey, TValue> stream, Action<TKey, TValue> action, string? name = null) =>
        Peeked(stream, new(action), "peek", name);

    /// <inheritdoc cref="Peek{TKey,TValue}(KStream{TKey,TValue},Action{TKey,TValue},string)" path="/*[not(self::param[@name='stream'] or self::param[@name='action'] or self::param[@name='name'])]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="action">Receives the record.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static KStream<TKey, TValue> Peek<TKey, TValue>(
        this KStream<TKey, TValue> stream, Action<Record<TKey, TValue>> action, string? name = null) =>
        Peeked(stream, new(action), "peek", name);

    /// <summary>Calls an action for each record and ends the stream.</summary>
    /// <remarks>
    /// After a failure, the action may be called again for the same records: side effects are at-least-once, whatever the guarantee of
    /// the application.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="action">Receives key and value.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static void ForEach<TKey, TValue>(this KStream<TKey, TValue> stream, Action<TKey, TValue> action, string? name = null) =>
        Peeked(stream, new(action), "for-each", name);

    /// <inheritdoc cref="ForEach{TKey,TValue}(KStream{TKey,TValue},Action{TKey,TValue},string)" path="/*[not(self::param[@name='stream'] or self::param[@name='action'] or self::param[@name='name'])]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="action">Receives the record.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static void ForEach<TKey, TValue>(this KStream<TKey, TValue> stream, Action<Record<TKey, TValue>> action, string? name = null) =>
        Peeked(stream, new(action), "for-each", name);

    private static KStream<TKey, TValue> Peeked<TKey, TValue>(KStream<TKey, TValue> stream, RecordAction<TKey, TValue> action, string kind, string? name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TValue>(
            stream.Builder.NameFor(kind, name), kind, action.SeesRecord, (site, next) => new PeekStep<TKey, TValue>(action, site, next)));
        return stream.Derive(node.Output, stream.KeySerde, stream.ValueSerde, stream.IsRekeyed);
    }
}

internal sealed class PeekStep<TKey, TValue>(RecordAction<TKey, TValue> action, OperatorSite site, Receiver<TKey, TValue> next) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        try
        {
            action.Invoke(in record);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        next.Process(in record);
    }
}
