using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>Collects sources, operators and stores, and builds an immutable <see cref="Topology"/> from them.</summary>
/// <remarks>
/// Mistakes are collected and reported together by <see cref="Build"/>. Names of stateful operators and stores become part of topic
/// names, so state starts empty after a rename. Not thread-safe.
/// </remarks>
public sealed class TopologyBuilder
{
    private readonly IServiceProvider? _serdes;
    private readonly List<GraphNode> _nodes = [];
    private readonly List<StoreBuilder> _stores = [];
    private bool _isBuilt;

    /// <summary>Creates a builder that takes serdes which are not given from the library.</summary>
    public TopologyBuilder() => Mistakes = new TopologyMistakes(this);

    /// <summary>Creates a builder that takes serdes which are not given from services, and from the library if those have none for the type.</summary>
    /// <param name="serdes">Returns an <see cref="ISerde{T}"/> for its type, or null.</param>
    public TopologyBuilder(IServiceProvider serdes)
        : this()
    {
        ArgumentNullException.ThrowIfNull(serdes);
        _serdes = serdes;
    }

    /// <summary>The mistakes found so far.</summary>
    internal TopologyMistakes Mistakes { get; }

    /// <summary>Reads a topic.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="consumed">Serdes, and the source of event time.</param>
    /// <returns>The stream of its records.</returns>
    /// <exception cref="InvalidOperationException">The topology was built before.</exception>
    public KStream<TKey, TValue> Stream<TKey, TValue>(string topic, Consumed<TKey, TValue> consumed)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(consumed);
        consumed = consumed with
        {
            KeySerde = Mistakes.Require(consumed.KeySerde, $"Stream(\"{topic}\")", "key", "to it"),
            ValueSerde = Mistakes.Require(consumed.ValueSerde, $"Stream(\"{topic}\")", "value", "to it"),
        };
        var node = new SourceNode<TKey, TValue>($"{topic}-source", topic, isInternal: false, consumed);
        Register(node);
        return new(this, node.Output, consumed.KeySerde, consumed.ValueSerde);
    }

    /// <summary>Reads a topic; event time is the timestamp of the records.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="keySerde">Deserializes keys. Default null: that of the builder's services, else the library's for the type.</param>
    /// <param name="valueSerde">Deserializes values. Default null: that of the builder's services, else the library's for the type.</param>
    /// <returns>The stream of its records.</returns>
    /// <exception cref="InvalidOperationException">The topology was built before.</exception>
    public KStream<TKey, TValue> Stream<TKey, TValue>(string topic, ISerde<TKey>? keySerde = null, ISerde<TValue>? valueSerde = null) =>
        Stream(topic, new Consumed<TKey, TValue> { KeySerde = keySerde, ValueSerde = valueSerde });

    /// <summary>Adds a state store, which processors access by name.</summary>
    /// <param name="store">The store.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The topology was built before.</exception>
    public TopologyBuilder AddStore(StoreBuilder store)
    {
        ArgumentNullException.ThrowIfNull(store);
        ThrowIfBuilt();
        _stores.Add(store);
        return this;
    }

    /// <summary>Validates and builds the topology. Nothing can be added afterwards.</summary>
    /// <returns>The topology.</returns>
    /// <exception cref="TopologyException">The topology is invalid; the message lists every mistake found.</exception>
    public Topology Build()
    {
        Mistakes.ThrowIfAny(_nodes, _stores);
        _isBuilt = true;
        return new Topology(SubTopology.Split(_nodes, _stores));
    }

    /// <summary>The serde for a type where none is given; null when there is none.</summary>
    internal ISerde<T>? FindSerde<T>() => (_serdes?.GetService(typeof(ISerde<T>)) as ISerde<T>) ?? KnownSerdes.For<T>();

    /// <summary>Adds a node to the topology.</summary>
    /// <exception cref="InvalidOperationException">The topology was built before.</exception>
    internal void Register(GraphNode node)
    {
        ThrowIfBuilt();
        _nodes.Add(node);
    }

    /// <summary>The name of a node: the one given, else its kind and a number. Stateful nodes are never named this way.</summary>
    internal string NameFor(string kind, string? name) => name ?? $"{kind}-{_nodes.Count:D4}";

    private void ThrowIfBuilt()
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException("The topology is built and cannot change: add everything before Build(), or use a new builder.");
        }
    }
}
