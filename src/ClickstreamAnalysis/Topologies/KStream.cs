using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>
/// A stream of records in a topology under construction: each record is an event of its own. Operators are extension methods;
/// each returns a new stream and leaves this one unchanged.
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
        KeySerde = keySerde ?? builder.FindSerde<TKey>();
        ValueSerde = valueSerde ?? builder.FindSerde<TValue>();
        IsRekeyed = isRekeyed;
    }

    internal TopologyBuilder Builder { get; }

    internal OutputPort<TKey, TValue> Port { get; }

    /// <summary>
    /// The serde of the keys: the one given, else that of the preceding stream, else the builder's for the type; null when there is none.
    /// </summary>
    internal ISerde<TKey>? KeySerde { get; }

    /// <summary>
    /// The serde of the values: the one given, else that of the preceding stream, else the builder's for the type; null when there is
    /// none.
    /// </summary>
    internal ISerde<TValue>? ValueSerde { get; }

    /// <summary>Whether keys changed since the last partitioning, so that equal keys may be in different tasks.</summary>
    internal bool IsRekeyed { get; }

    /// <summary>The same stream with other serdes, for sinks and stores downstream.</summary>
    /// <param name="keySerde">Serde of the keys. Default null: unchanged.</param>
    /// <param name="valueSerde">Serde of the values. Default null: unchanged.</param>
    /// <returns>A stream over the same records.</returns>
    public KStream<TKey, TValue> WithSerdes(ISerde<TKey>? keySerde = null, ISerde<TValue>? valueSerde = null) =>
        new(Builder, Port, keySerde ?? KeySerde, valueSerde ?? ValueSerde, IsRekeyed);

    /// <summary>
    /// Declares that records with equal keys are in one task although an operator may have changed keys. Stateful operators downstream
    /// then do not repartition.
    /// </summary>
    /// <remarks>
    /// Intended for operators that could change keys but do not, such as a processor that forwards each record under its own key, and for
    /// new keys that contain the old one, such as user and device instead of user. If the declaration is wrong, records of one key are
    /// processed in several tasks, and results are wrong without an error.
    /// </remarks>
    /// <returns>A stream over the same records.</returns>
    public KStream<TKey, TValue> MarkAsPartitioned() => new(Builder, Port, KeySerde, ValueSerde);

    /// <summary>Subscribes a node to this stream.</summary>
    internal TNode Attach<TNode>(TNode node)
        where TNode : InputNode<TKey, TValue>
    {
        Builder.Register(node);
        Port.Add(node);
        return node;
    }

    /// <summary>Creates a stream from an output of a node attached to this stream.</summary>
    internal KStream<TNewKey, TNewValue> Derive<TNewKey, TNewValue>(
        OutputPort<TNewKey, TNewValue> port, ISerde<TNewKey>? keySerde, ISerde<TNewValue>? valueSerde, bool isRekeyed) =>
        new(Builder, port, keySerde, valueSerde, isRekeyed);

    /// <summary>Creates a stream without records, for the outputs of an operator with a mistake that will be reported by the build.</summary>
    internal KStream<TNewKey, TNewValue> Empty<TNewKey, TNewValue>(ISerde<TNewKey>? keySerde = null) =>
        new(Builder, new OutputPort<TNewKey, TNewValue>(Port.Owner, ""), keySerde, valueSerde: null);

    /// <summary>Adds a mistake unless the serde of the keys is known.</summary>
    /// <param name="who">The operator that needs the serde, as the subject of a sentence.</param>
    /// <returns>Whether the serde is known.</returns>
    internal bool CheckKeySerde(string who) => Builder.Mistakes.Require(KeySerde, who, "key", "with WithSerdes(...) before it") is not null;

    /// <summary>Returns a stream with equal keys in one task: this stream, or one behind a repartition topic when keys have changed.</summary>
    /// <param name="name">The name of the operator that needs the stream; the topic is <c>application-name-repartition</c>.</param>
    internal KStream<TKey, TValue> Partitioned(string name) => IsRekeyed ? Through(name, partitions: null) : this;

    /// <summary>Sends the stream through an internal topic.</summary>
    /// <param name="name">The topic is <c>application-name-repartition</c>; a valid name.</param>
    /// <param name="partitions">The number of partitions; null uses that of the input with the most.</param>
    internal KStream<TKey, TValue> Through(string name, int? partitions)
    {
        var topic = new OutputTopic($"{name}-repartition", IsInternal: true);
        var who = $"'{name}', which repartitions because keys changed,";
        var hasKeySerde = CheckKeySerde(who);
        var hasValueSerde = Builder.Mistakes.Require(ValueSerde, who, "value", "with WithSerdes(...) before it") is not null;
        if (!hasKeySerde || !hasValueSerde)
        {
            return MarkAsPartitioned();
        }

        var consumed = new Consumed<TKey, TValue> { KeySerde = KeySerde, ValueSerde = ValueSerde, AllowsNullKey = true, AllowsNullValue = true };
        var source = new SourceNode<TKey, TValue>($"{topic.Name}-source", topic.Name, isInternal: true, consumed) { Partitions = partitions };
        Attach(new SinkNode<TKey, TValue>($"{topic.Name}-sink", topic, KeySerde!, ValueSerde!, source));
        Builder.Register(source);
        return new(Builder, source.Output, KeySerde, ValueSerde);
    }
}
