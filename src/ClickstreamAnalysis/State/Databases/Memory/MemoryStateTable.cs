using System.Buffers;
using System.Collections.Immutable;

namespace ClickstreamAnalysis.State.Databases.Memory;

/// <summary>Rows in an immutable sorted set, so that each reader keeps its version.</summary>
internal sealed class MemoryStateTable(MemoryStateDatabase database, string name) : StateTable
{
    private ImmutableSortedSet<MemoryRow> _rows = ImmutableSortedSet.Create(MemoryRow.ByKey);

    public override string Name => name;

    public MemoryStateDatabase Database => database;

    /// <summary>The current version; replaced as a whole.</summary>
    public ImmutableSortedSet<MemoryRow> Rows
    {
        get => Volatile.Read(ref _rows);
        set => Volatile.Write(ref _rows, value);
    }

    public override bool TryGet(ReadOnlySpan<byte> key, IBufferWriter<byte> value)
    {
        if (!Rows.TryGetValue(Probe(key), out var row))
        {
            return false;
        }

        value.Write(row.Value);
        return true;
    }

    public override StateCursor Scan(ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive)
    {
        var rows = Rows;
        return new MemoryStateCursor(database, rows, IndexOf(rows, from), toExclusive.IsEmpty ? rows.Count : IndexOf(rows, toExclusive));
    }

    /// <summary>The position of the first row whose key is at or after this key.</summary>
    public static int IndexOf(ImmutableSortedSet<MemoryRow> rows, ReadOnlySpan<byte> key)
    {
        var index = rows.IndexOf(Probe(key));
        return index < 0 ? ~index : index;
    }

    private static MemoryRow Probe(ReadOnlySpan<byte> key) => new(key.ToArray(), []);
}
