using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A node that receives records.</summary>
internal abstract class InputNode<TKey, TValue>(string name) : GraphNode(name)
{
    /// <summary>Gets the receiver of this node in one task; created once, however many edges lead to the node.</summary>
    public Receiver<TKey, TValue> Receive(TaskAssembly assembly) => assembly.Once(this, CreateReceiver);

    /// <summary>Creates the receiver for one task.</summary>
    protected abstract Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly);
}
