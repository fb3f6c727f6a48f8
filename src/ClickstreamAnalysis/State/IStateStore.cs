namespace ClickstreamAnalysis.State;

/// <summary>State that a processor keeps between records. One per task, so per partition; used by that task's thread only.</summary>
/// <remarks>
/// What a processor changes is seen by it at once, becomes durable with the task's next commit, and is forgotten when that commit
/// fails. Values are kept as objects until then: put a value again after changing it in place, or the change may be lost.
/// </remarks>
public interface IStateStore
{
    /// <summary>The store's name in the topology.</summary>
    string Name { get; }
}
