using System.Buffers;
using ClickstreamAnalysis.State.Databases;
using Streamiz.Kafka.Net.Crosscutting;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>A table in a Streamiz store: the rows whose keys begin with the table's prefix.</summary>
/// <param name="store">The store.</param>
/// <param name="name">The table's name.</param>
/// <param name="prefix">The first byte of the keys; below 255.</param>
internal sealed class StreamizTable(IStreamizRows store, string name, byte prefix) : StateTable
{
    public override string Name => name;

    public override bool TryGet(ReadOnlySpan<byte> key, IBufferWriter<byte> value)
    {
        if (store.Get(StoreKey(key)) is not { } found)
        {
            return false;
        }

        value.Write(found);
        return true;
    }

    public override StateCursor Scan(ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive) =>
        new StreamizCursor(store, StoreKey(from), toExclusive.IsEmpty ? Bytes.Wrap([(byte)(prefix + 1)]) : StoreKey(toExclusive));

    /// <summary>The key of a row in the store.</summary>
    public Bytes StoreKey(ReadOnlySpan<byte> key)
    {
        var bytes = new byte[key.Length + 1];
        bytes[0] = prefix;
        key.CopyTo(bytes.AsSpan(1));
        return Bytes.Wrap(bytes);
    }
}
