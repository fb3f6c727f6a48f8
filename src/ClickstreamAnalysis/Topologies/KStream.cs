using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>
/// A stream of records in a topology under construction: each record stands for itself. Operators are extension methods in
/// <c>ClickstreamAnalysis.Operators</c>, <c>.Sessions</c>, <c>.Funnels</c> and <c>.Windows</c>; each returns a new stream and
/// leaves this one as it is.
/// </summary>
/// <remarks>Not thread-safe, like the <see cref="TopologyBuilder"/> it belongs to.</remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public sealed class KStream<TKey, TValue>
{
    internal KStream(
        TopologyBuilder builder, OutputPort<TKey, TValue> port, ISerde<TKey>? keySerde, ISerde<TValue>? valueSerde, bool isRekeyed = false)
    {
        Builder = builder;
        Port = port;
        KeySerde = keySerde;
        ValueSerde = valueSerde;
        IsRekeyed = isRekeyed;
    }

    internal TopologyBuilder Builder { get; }

    internal OutputPort<TKey, TValue> Port { get; }

    /// <summary>The serde of the keys as far as it is known; null after an operator that changed their type.</summary>
    internal ISerde<TKey>? KeySerde { get; }

    /// <summary>The serde of the values as far as it is known; null after an operator that changed their type.</summary>
    internal ISerde<TValue>? ValueSerde { get; }

    /// <summary>Keys changed since the records were last partitioned: equal keys may be in different tasks.</summary>
    internal bool IsRekeyed { get; }

    /// <summary>The same stream with other serdes, for sinks and stores downstream.</summary>
    /// <param name="keySerde">Keys; null keeps what is known.</param>
    /// <param name="valueSerde">Values; null keeps what is known.</param>
    /// <returns>A stream over the same records.</returns>
    public KStream<TKey, TValue> WithSerdes(ISerde<TKey>? keySerde = null, ISerde<TValue>? valueSerde = null) =>
        new(Builder, Port, keySerde ?? KeySerde, valueSerde ?? ValueSerde, IsRekeyed);

    /// <summary>
    /// Declares that equal keys are in one task already although an operator may have changed keys, so that stateful operators
    /// downstream do not repartition.
    /// </summary>
    /// <remarks>
    /// For operators that could change keys and do not, such as a processor that forwards each record under the key it came with,
    /// and for new keys that contain the old one, such as user and device instead of user. When the declaration is wrong, records
    /// of one key are processed in several tasks, and results are wrong without a message.
    /// </remarks>
    /// <returns>A stream over the same records.</returns>
    public KStream<TKey, TValue> MarkAsPartitioned() => new(Builder, Port, KeySerde, ValueSerde);

    /// <summary>Lets a node listen to this stream.</summary>
    internal TNode Attach<TNode>(TNode node)
        where TNode : InputNode<TKey, TValue>
    {
        Builder.Register(node);
        Port.Add(node);
        return node;
    }

    /// <summary>A stream out of a node that was attached to this one.</summary>
    internal KStream<TNewKey, TNewValue> Derive<TNewKey, TNewValue>(
        OutputPort<TNewKey, TNewValue> port, ISerde<TNewKey>? keySerde, ISerde<TNewValue>? valueSerde, bool isRekeyed) =>
        new(Builder, port, keySerde, valueSerde, isRekeyed);

    /// <summary>This stream with equal keys in one task: itself, or behind a repartition topic when keys have changed.</summary>
    /// <param name="name">The name of the operator that needs it: the topic is <c>application-name-repartition</c>.</param>
    internal KStream<TKey, TValue> Partitioned(string name) => IsRekeyed ? Through(name, partitions: null) : this;

    /// <summary>Sends the stream through an internal topic that the user names.</summary>
    internal KStream<TKey, TValue> ThroughNamed(string name, int? partitions)
    {
        StoreName.ThrowIfInvalid(name);
        return Through(name, partitions);
    }

    /// <summary>Sends the stream through an internal topic.</summary>
    /// <param name="name">The topic is <c>application-name-repartition</c>; a name that was found valid.</param>
    /// <param name="partitions">How many partitions; null takes those of the widest input.</param>
    internal KStream<TKey, TValue> Through(string name, int? partitions)
    {
        var topic = new OutputTopic($"{name}-repartition", IsInternal: true);
        if (KeySerde is not { } keySerde || ValueSerde is not { } valueSerde)
        {
            Builder.Complain(
                $"'{name}' needs a repartition topic, because keys changed, but the serde of the {(KeySerde is null ? "keys" : "values")} is not known: "
                + "give it with WithSerdes(...) before this operator.");
            return new(Builder, Port, KeySerde, ValueSerde);
        }

        var source = new SourceNode<TKey, TValue>(
            $"{topic.Name}-source", topic.Name, isInternal: true,
            new(keySerde, valueSerde) { AllowsNullKey = true, AllowsNullValue = true }) { Partitions = partitions };
        Attach(new SinkNode<TKey, TValue>($"{topic.Name}-sink", topic, keySerde, valueSerde, source));
        Builder.Register(source);
        return new(Builder, source.Output, keySerde, valueSerde);
    }
}
