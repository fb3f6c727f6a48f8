using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.Crosscutting;
using Streamiz.Kafka.Net.State.Enumerator;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>A Streamiz store that keeps nothing.</summary>
/// <remarks>
/// Streamiz writes to a changelog only what passes through a logging store. The rows of an operator are written in one batch together with
/// an index that must not be logged, so the logging store wraps this one.
/// </remarks>
internal sealed class NoRows(string name) : IStreamizRows
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

    public byte[]? Get(Bytes key) => null;

    public void Put(Bytes key, byte[]? value)
    {
    }

    public byte[]? PutIfAbsent(Bytes key, byte[]? value) => null;

    public void PutAll(IEnumerable<KeyValuePair<Bytes, byte[]?>> entries)
    {
    }

    public byte[]? Delete(Bytes key) => null;

    public IKeyValueEnumerator<Bytes, byte[]?> Range(Bytes from, Bytes to) => throw new NotSupportedException();

    public IKeyValueEnumerator<Bytes, byte[]?> ReverseRange(Bytes from, Bytes to) => throw new NotSupportedException();

    public IEnumerable<KeyValuePair<Bytes, byte[]?>> All() => [];

    public IEnumerable<KeyValuePair<Bytes, byte[]?>> ReverseAll() => [];

    public long ApproximateNumEntries() => 0;
}
