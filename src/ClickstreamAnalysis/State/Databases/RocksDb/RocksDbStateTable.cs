using System.Buffers;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>A column family.</summary>
internal sealed class RocksDbStateTable(RocksDbStateDatabase database, string name, nint columnFamily) : StateTable
{
    private const int FirstGuessBytes = 256;

    public override string Name => name;

    public RocksDbStateDatabase Database => database;

    public nint ColumnFamily => columnFamily;

    public override bool TryGet(ReadOnlySpan<byte> key, IBufferWriter<byte> value) => TryGet(key, value, database.Handle.Settings.ReadOptions);

    public override StateCursor Scan(ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive) =>
        new RocksDbStateCursor(this, from, toExclusive);

    /// <inheritdoc cref="TryGet(ReadOnlySpan{byte},IBufferWriter{byte})"/>
    internal unsafe bool TryGet(ReadOnlySpan<byte> key, IBufferWriter<byte> value, nint readOptions)
    {
        var handle = database.Handle;
        using var lease = handle.Acquire();
        var room = FirstGuessBytes;
        while (true)
        {
            var destination = value.GetSpan(room);
            fixed (byte* keyPointer = key)
            fixed (byte* valuePointer = destination)
            {
                nint error = 0;
                var fits = Native.Instance.rocksdb_get_into_buffer_cf(
                    lease.Database,
                    readOptions,
                    columnFamily,
                    keyPointer,
                    (nuint)key.Length,
                    (nint)valuePointer,
                    (nuint)destination.Length,
                    out var length,
                    out var found,
                    out error);
                RocksDbErrors.ThrowIfFailed(error, database.Directory, "Reading a row");
                if (found == 0)
                {
                    return false;
                }

                if (fits != 0)
                {
                    value.Advance((int)length);
                    return true;
                }

                room = checked((int)length);
            }
        }
    }
}
