using ClickstreamAnalysis.Streamiz.Stores;
using ClickstreamAnalysis.Topologies;
using Streamiz.Kafka.Net.Processors.Public;
using Streamiz.Kafka.Net.Stream;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>An operator of the library as part of a Streamiz topology. Its tasks share this object.</summary>
internal sealed class HostedOperator<TKey, TValue>
    where TKey : notnull
{
    private readonly IKStream<TKey, object> _results;

    /// <param name="stream">The records.</param>
    /// <param name="node">The operator. It has one store, of its own name.</param>
    /// <param name="options">How it runs.</param>
    public HostedOperator(IKStream<TKey, TValue> stream, InputNode<TKey, TValue> node, StreamizOptions options)
    {
        SameVersion.Check();
        Node = node;
        IdleTimeout = options.IdleTimeout;
        var supplier = TransformerBuilder.New<TKey, TValue, TKey, object>()
            .Transformer<OperatorTransformer<TKey, TValue>>(this)
            .StateStore(new OperatorStoreBuilder(node.Stores.Single(), options))
            .Build();
        _results = stream.TransformValues(supplier, node.Name);
    }

    public InputNode<TKey, TValue> Node { get; }

    public string Name => Node.Name;

    public TimeSpan? IdleTimeout { get; }

    /// <summary>The stream of one output, with the keys of the operator.</summary>
    public IKStream<TKey, TOut> StreamOf<TOut>(OutputPort<TKey, TOut> port, string name)
    {
        port.Add(new ResultNode<TKey, TOut>(name));
        return _results.MapValues(static (value, _) => ((Emitted<TKey, TOut>)value).Value, name);
    }

    /// <summary>The stream of an output with other keys.</summary>
    public IKStream<TOutKey, TOut> RekeyedStreamOf<TOutKey, TOut>(OutputPort<TOutKey, TOut> port, string name)
    {
        port.Add(new ResultNode<TOutKey, TOut>(name));
        return _results.Map(
            static (_, value, _) => value is Emitted<TOutKey, TOut> result ? KeyValuePair.Create(result.Key, result.Value) : default, name);
    }
}
