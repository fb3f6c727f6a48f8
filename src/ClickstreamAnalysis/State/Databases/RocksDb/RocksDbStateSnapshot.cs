using System.Buffers;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>A snapshot of all column families.</summary>
internal sealed class RocksDbStateSnapshot(RocksDbStateDatabase database) : StateSnapshot
{
    private readonly RocksDbSnapshotHandle _handle = new(database.Handle);

    public override bool TryGet(string table, ReadOnlySpan<byte> key, IBufferWriter<byte> value) =>
        Table(table).TryGet(key, value, _handle.ReadOptions);

    protected override StateCursor Scan(string table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive) =>
        new RocksDbStateCursor(Table(table), from, toExclusive, _handle.Value);

    public override void Dispose() => _handle.Dispose();

    private RocksDbStateTable Table(string name) => (RocksDbStateTable)database.OpenTable(name);
}
