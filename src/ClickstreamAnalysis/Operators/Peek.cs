using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Looks at each record and passes it on.</summary>
    /// <remarks>Records may be seen again after a failure: what the action does outside is at-least-once, whatever the guarantee.</remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="action">Called once per record, on the stream thread.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>The same records.</returns>
    public static KStream<TKey, TValue> Peek<TKey, TValue>(
        this KStream<TKey, TValue> stream, Action<Record<TKey, TValue>> action, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(action);
        var node = stream.Attach(new StepNode<TKey, TValue, TKey, TValue>(
            stream.Builder.NameFor("peek", name), "peek", (site, next) => new PeekStep<TKey, TValue>(action, site, next)));
        return stream.Derive(node.Output, stream.KeySerde, stream.ValueSerde, stream.IsRekeyed);
    }

    /// <summary>Ends a stream in an action. See <see cref="Peek"/> about what a failure means.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="action">Called once per record, on the stream thread.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    public static void ForEach<TKey, TValue>(
        this KStream<TKey, TValue> stream, Action<Record<TKey, TValue>> action, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(action);
        stream.Attach(new StepNode<TKey, TValue, TKey, TValue>(
            stream.Builder.NameFor("for-each", name), "for-each", (site, next) => new PeekStep<TKey, TValue>(action, site, next)));
    }
}

internal sealed class PeekStep<TKey, TValue>(Action<Record<TKey, TValue>> action, OperatorSite site, Receiver<TKey, TValue> next) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        try
        {
            action(record);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }

        next.Process(in record);
    }
}
