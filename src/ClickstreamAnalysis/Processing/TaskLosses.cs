using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Processing;

/// <summary>Counts the records that the operators of one task did not use since the last commit.</summary>
internal sealed class TaskLosses
{
    private readonly Dictionary<LossKey, long> _uncommitted = [];

    public IReadOnlyDictionary<LossKey, long> Uncommitted => _uncommitted;

    public void Add(string nodeName, string reason) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_uncommitted, new LossKey(nodeName, reason), out _)++;

    public void Clear() => _uncommitted.Clear();
}
