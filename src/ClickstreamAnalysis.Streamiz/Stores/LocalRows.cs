using Streamiz.Kafka.Net;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>The name under which the RocksDB store of an operator registers itself with its task, which has no changelog.</summary>
/// <remarks>Its changelog belongs to the operator's store, because restoring a record also restores its index.</remarks>
internal sealed class LocalRows(string name) : IStreamizStore
{
    public string Name => name;

    public bool Persistent => false;

    public bool IsLocally => true;

    public bool IsOpen => true;

    public void Init(ProcessorContext context, IStreamizStore root)
    {
    }

    public void Flush()
    {
    }

    public void Close()
    {
    }
}
