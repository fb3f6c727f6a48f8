namespace ClickstreamAnalysis.Processing;

/// <summary>A task being put together: nodes ask it for their surroundings.</summary>
internal abstract class TaskAssembly
{
    /// <summary>Which operators of the task threw.</summary>
    public virtual OperatorFailures Failures { get; } = new();

    /// <summary>The node as exception filters name it.</summary>
    public OperatorSite SiteOf(string nodeName) => new(nodeName, Failures);

    /// <summary>The surroundings of one node.</summary>
    /// <param name="nodeName">The node.</param>
    /// <param name="storeNames">The stores that it may use.</param>
    public abstract NodeContext CreateContext(string nodeName, IReadOnlyCollection<string> storeNames);

    /// <summary>The way out to a topic.</summary>
    public abstract RecordOutput CreateOutput(OutputTopic topic);

    /// <summary>Judges what a sink writes to a topic.</summary>
    /// <param name="nodeName">The sink.</param>
    /// <param name="topic">The topic.</param>
    public abstract OutputGuard CreateGuard(string nodeName, OutputTopic topic);

    /// <summary>The receiver of a node, made once even when several edges lead to it.</summary>
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
