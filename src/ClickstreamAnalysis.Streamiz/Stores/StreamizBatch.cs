using ClickstreamAnalysis.State.Databases;
using Streamiz.Kafka.Net.Crosscutting;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>Changes to a Streamiz store, in order.</summary>
internal sealed class StreamizBatch : StateBatch
{
    private readonly List<KeyValuePair<Bytes, byte[]?>> _changes = [];

    public override bool IsEmpty => _changes.Count == 0;

    /// <summary>Keys and values; a null value deletes the key.</summary>
    public IReadOnlyList<KeyValuePair<Bytes, byte[]?>> Changes => _changes;

    public override void Put(StateTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _changes.Add(new(((StreamizTable)table).StoreKey(key), value.ToArray()));

    public override void Delete(StateTable table, ReadOnlySpan<byte> key) =>
        _changes.Add(new(((StreamizTable)table).StoreKey(key), null));

    public override void DeleteRange(StateTable table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive)
    {
        using var cursor = table.Scan(from, toExclusive);
        while (cursor.MoveNext())
        {
            Delete(table, cursor.Key);
        }
    }

    public override void Clear() => _changes.Clear();

    public override void Dispose() => _changes.Clear();
}
