using System.Buffers;
using System.Collections.Immutable;

namespace ClickstreamAnalysis.State.Databases.Memory;

/// <summary>One version of every table.</summary>
internal sealed class MemoryStateSnapshot(MemoryStateDatabase database, Dictionary<string, ImmutableSortedSet<MemoryRow>> tables) : StateSnapshot
{
    public override bool TryGet(string table, ReadOnlySpan<byte> key, IBufferWriter<byte> value)
    {
        if (!tables.TryGetValue(table, out var rows) || !rows.TryGetValue(new MemoryRow(key.ToArray(), []), out var row))
        {
            return false;
        }

        value.Write(row.Value);
        return true;
    }

    protected override StateCursor Scan(string table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive)
    {
        var rows = tables.GetValueOrDefault(table, ImmutableSortedSet<MemoryRow>.Empty);
        var end = toExclusive.IsEmpty || rows.IsEmpty ? rows.Count : MemoryStateTable.IndexOf(rows, toExclusive);
        return new MemoryStateCursor(database, rows, rows.IsEmpty ? 0 : MemoryStateTable.IndexOf(rows, from), end);
    }

    public override void Dispose()
    {
    }
}
