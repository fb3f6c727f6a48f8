namespace ClickstreamAnalysis.Topologies;

/// <summary>A node of a topology as described, before any task runs it. Operators derive from it and hold no state.</summary>
internal abstract class GraphNode(string name)
{
    private readonly List<Port> _ports = [];

    /// <summary>The name; unique in the topology.</summary>
    public string Name { get; } = name;

    /// <summary>The kind of node, in one word: <c>filter</c>, <c>sessionize</c>, …</summary>
    public abstract string Kind { get; }

    /// <summary>Stores that belong to this node.</summary>
    public virtual IReadOnlyList<StoreBuilder> Stores => [];

    /// <summary>Stores that were added to the builder and are used by this node.</summary>
    public virtual IReadOnlyList<string> StoreNames => [];

    /// <summary>The outputs, in order of creation.</summary>
    public IReadOnlyList<Port> Ports => _ports;

    /// <summary>
    /// Whether the node uses the headers of its records: it writes them, or passes the record to user code. Sources read headers only
    /// when a node reachable from them uses headers.
    /// </summary>
    public virtual bool SeesHeaders => true;

    /// <summary>Creates an output. Call it in the constructor.</summary>
    /// <param name="label">The name of the port if the node has several; empty for the main port.</param>
    /// <param name="delay">How far behind stream time the records of this port may be. Default: no delay.</param>
    protected OutputPort<TKey, TValue> AddPort<TKey, TValue>(string label = "", OutputDelay delay = default)
    {
        var port = new OutputPort<TKey, TValue>(this, label, delay);
        _ports.Add(port);
        return port;
    }
}
