namespace ClickstreamAnalysis.Topologies;

/// <summary>A step of a topology as it is described, before any task runs it. Operators derive from it and hold no state.</summary>
internal abstract class GraphNode(string name)
{
    private readonly List<Port> _ports = [];

    /// <summary>Unique in the topology.</summary>
    public string Name { get; } = name;

    /// <summary>What it is, in one word: <c>filter</c>, <c>sessionize</c>, …</summary>
    public abstract string Kind { get; }

    /// <summary>Stores that belong to this node.</summary>
    public virtual IReadOnlyList<StoreBuilder> Stores => [];

    /// <summary>Stores that were added to the builder and are used by this node.</summary>
    public virtual IReadOnlyList<string> StoreNames => [];

    /// <summary>The ways out, in the order in which they were made.</summary>
    public IReadOnlyList<Port> Ports => _ports;

    /// <summary>
    /// Whether the node looks at the headers of its records: it writes them, or user code in it gets the record. Sources read headers
    /// only when a node that their records can reach says so.
    /// </summary>
    public virtual bool SeesHeaders => true;

    /// <summary>Makes a way out. Call it in the constructor.</summary>
    /// <param name="label">Names the port where a node has several; empty for the main one.</param>
    /// <param name="delay">How far behind stream time the records of this port may be; not at all by default.</param>
    protected OutputPort<TKey, TValue> AddPort<TKey, TValue>(string label = "", OutputDelay delay = default)
    {
        var port = new OutputPort<TKey, TValue>(this, label, delay);
        _ports.Add(port);
        return port;
    }
}
