namespace ClickstreamAnalysis.Processing;

/// <summary>A task under construction. Nodes get their context, outputs and receivers from it.</summary>
internal abstract class TaskAssembly
{
    /// <summary>The operators of the task that threw.</summary>
    public virtual OperatorFailures Failures { get; } = new();

    /// <summary>The site of a node, for exception filters.</summary>
    public OperatorSite SiteOf(string nodeName) => new(nodeName, Failures);

    /// <summary>Creates the context of a node.</summary>
    /// <param name="nodeName">The node.</param>
    /// <param name="storeNames">The stores that it may use.</param>
    public abstract NodeContext CreateContext(string nodeName, IReadOnlyCollection<string> storeNames);

    /// <summary>Creates the output to a topic.</summary>
    public abstract RecordOutput CreateOutput(OutputTopic topic);

    /// <summary>Creates the guard of a sink.</summary>
    /// <param name="nodeName">The sink.</param>
    /// <param name="topic">The topic.</param>
    public abstract OutputGuard CreateGuard(string nodeName, OutputTopic topic);

    /// <summary>
    /// How far the records that a node receives may be behind stream time although the input of the task is in order, in milliseconds; null when
    /// there is no limit, because an operator before it holds results back.
    /// </summary>
    public virtual long? InputDelayMs(object node) => 0;

    /// <summary>The receiver of a node, created once even when several edges lead to it.</summary>
    public Receiver<TKey, TValue> Once<TKey, TValue>(object node, Func<TaskAssembly, Receiver<TKey, TValue>> create)
    {
        if (_receivers.TryGetValue(node, out var known))
        {
            return (Receiver<TKey, TValue>)known;
        }

        var receiver = create(this);
        _receivers.Add(node, receiver);
        return receiver;
    }

    private readonly Dictionary<object, object> _receivers = new(ReferenceEqualityComparer.Instance);
}
