using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>Collects sources, operators and stores, and builds an immutable <see cref="Topology"/> from them.</summary>
/// <remarks>
/// Mistakes are collected and reported together by <see cref="Build"/>. Names of stateful operators and stores become parts
/// of topic names: change them and the state starts empty. Not thread-safe.
/// </remarks>
public sealed class TopologyBuilder
{
    private readonly List<GraphNode> _nodes = [];
    private readonly List<StoreBuilder> _stores = [];
    private readonly MistakeList _mistakes = new();
    private bool _isBuilt;

    /// <summary>Reads a topic.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="consumed">Serdes, and where event time comes from.</param>
    /// <returns>The stream of its records.</returns>
    public KStream<TKey, TValue> Stream<TKey, TValue>(string topic, Consumed<TKey, TValue> consumed)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(consumed);
        var node = new SourceNode<TKey, TValue>($"{topic}-source", topic, isInternal: false, consumed);
        Register(node);
        return new(this, node.Output, consumed.KeySerde, consumed.ValueSerde);
    }

    /// <summary>Reads a topic whose event time is the records' timestamp.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="keySerde">Reads keys.</param>
    /// <param name="valueSerde">Reads values.</param>
    /// <returns>The stream of its records.</returns>
    public KStream<TKey, TValue> Stream<TKey, TValue>(string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde) =>
        Stream(topic, new Consumed<TKey, TValue>(keySerde, valueSerde));

    /// <summary>Adds a state store, for processors that name it.</summary>
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

    /// <summary>Checks everything and builds the topology. After that nothing can be added: topologies do not change.</summary>
    /// <returns>The topology.</returns>
    /// <exception cref="TopologyException">Something is wrong; the message lists every mistake found.</exception>
    public Topology Build()
    {
        var mistakes = new MistakeList();
        mistakes.Add(_mistakes.ToArray());
        if (!_nodes.OfType<SourceNode>().Any())
        {
            mistakes.Add("There is no source: read a topic with Stream(...).");
        }

        foreach (var twice in _nodes.GroupBy(node => node.Name).Where(group => group.Count() > 1))
        {
            mistakes.Add($"The name '{twice.Key}' is used {twice.Count()} times ({string.Join(", ", twice.Select(node => node.Kind))}): give each its own.");
        }

        foreach (var twice in _nodes.SelectMany(node => node.Stores).Concat(_stores).GroupBy(store => store.Name).Where(group => group.Count() > 1))
        {
            mistakes.Add($"The store name '{twice.Key}' is used {twice.Count()} times: give each store its own.");
        }

        var known = _stores.Select(store => store.Name).ToHashSet();
        foreach (var node in _nodes)
        {
            foreach (var unknown in node.StoreNames.Where(name => !known.Contains(name)))
            {
                mistakes.Add($"'{node.Name}' uses the store '{unknown}', which was not added: call AddStore(...) with it.");
            }
        }

        var read = _nodes.OfType<SourceNode>().Where(source => !source.IsInternal).Select(source => source.Topic).ToHashSet();
        foreach (var twice in read.Where(topic => _nodes.OfType<SourceNode>().Count(source => source.Topic == topic) > 1))
        {
            mistakes.Add($"The topic '{twice}' is read twice: read it once, and use the stream as often as you like.");
        }

        if (!mistakes.IsEmpty)
        {
            throw new TopologyException(mistakes.ToArray());
        }

        _isBuilt = true;
        return new Topology(SubTopology.Split(_nodes, _stores));
    }

    /// <summary>Takes a node into the topology.</summary>
    /// <exception cref="InvalidOperationException">The topology was built before.</exception>
    internal void Register(GraphNode node)
    {
        ThrowIfBuilt();
        _nodes.Add(node);
    }

    /// <summary>Notes a mistake, to be reported with all others.</summary>
    internal void Complain(string mistake) => _mistakes.Add(mistake);

    /// <summary>A name for a node that was given none: kind and number, in order of making.</summary>
    internal string NameFor(string kind, string? name) => name ?? $"{kind}-{_nodes.Count:D4}";

    private void ThrowIfBuilt()
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException("The topology is built, and topologies do not change: make a new builder, or add everything before Build().");
        }
    }
}
