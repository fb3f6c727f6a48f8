using ClickstreamAnalysis.Processors;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Operators;

/// <summary>Operators on streams that keep no state.</summary>
public static partial class KStreamOperators
{
    /// <summary>Keeps the records for which <paramref name="predicate"/> is true.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="predicate">Called once per record; must not have effects.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <returns>The records kept.</returns>
    public static KStream<TKey, TValue> Filter<TKey, TValue>(
        this KStream<TKey, TValue> stream, Func<TKey, TValue, bool> predicate, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(predicate);
        var node = stream.Attach(new FilterNode<TKey, TValue>(stream.Builder.NameFor("filter", name), predicate));
        return stream.Derive(node.Output, stream.KeySerde, stream.ValueSerde, stream.IsRekeyed);
    }
}

internal sealed class FilterNode<TKey, TValue> : InputNode<TKey, TValue>
{
    private readonly Func<TKey, TValue, bool> _predicate;

    public FilterNode(string name, Func<TKey, TValue, bool> predicate)
        : base(name)
    {
        _predicate = predicate;
        Output = AddPort<TKey, TValue>();
    }

    public override string Kind => "filter";

    public OutputPort<TKey, TValue> Output { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => new Step(_predicate, Output.Connect(assembly));

    private sealed class Step(Func<TKey, TValue, bool> predicate, Receiver<TKey, TValue> next) : Receiver<TKey, TValue>
    {
        public override void Process(in Record<TKey, TValue> record)
        {
            if (predicate(record.Key, record.Value))
            {
                next.Process(in record);
            }
        }
    }
}
