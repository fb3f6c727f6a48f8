using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A node that takes records.</summary>
internal abstract class InputNode<TKey, TValue>(string name) : GraphNode(name)
{
    /// <summary>The receiver of this node in one task; made once, however many edges lead here.</summary>
    public Receiver<TKey, TValue> Receive(TaskAssembly assembly) => assembly.Once(this, CreateReceiver);

    /// <summary>Makes the running part for one task.</summary>
    protected abstract Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly);
}
