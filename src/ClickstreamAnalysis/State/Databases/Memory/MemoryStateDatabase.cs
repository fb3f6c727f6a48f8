using System.Collections.Immutable;

namespace ClickstreamAnalysis.State.Databases.Memory;

/// <summary>A state database in memory, with the contract and isolation of the RocksDB one.</summary>
/// <remarks>Disposing keeps the rows: a test simulates a restart by using the object again.</remarks>
internal sealed class MemoryStateDatabase : StateDatabase
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryStateTable> _tables = new(StringComparer.Ordinal);
    private int _openCursors;

    /// <summary>The number of cursors that are not disposed yet.</summary>
    public int OpenCursors => Volatile.Read(ref _openCursors);

    public override StateTable OpenTable(string name)
    {
        lock (_gate)
        {
            if (!_tables.TryGetValue(name, out var table))
            {
                table = new MemoryStateTable(this, name);
                _tables.Add(name, table);
            }

            return table;
        }
    }

    public override StateBatch CreateBatch() => new MemoryStateBatch(this);

    public override void Apply(StateBatch batch)
    {
        if (batch is not MemoryStateBatch mine || !ReferenceEquals(mine.Database, this))
        {
            throw new ArgumentException("The batch belongs to another database.", nameof(batch));
        }

        lock (_gate)
        {
            var builders = new Dictionary<MemoryStateTable, ImmutableSortedSet<MemoryRow>.Builder>();
            foreach (var change in mine.Changes)
            {
                if (!builders.TryGetValue(change.Table, out var rows))
                {
                    builders.Add(change.Table, rows = change.Table.Rows.ToBuilder());
                }

                Apply(rows, change);
            }

            foreach (var (table, rows) in builders)
            {
                table.Rows = rows.ToImmutable();
            }
        }
    }

    public override StateSnapshot CreateSnapshot()
    {
        lock (_gate)
        {
            return new MemoryStateSnapshot(this, _tables.ToDictionary(table => table.Key, table => table.Value.Rows));
        }
    }

    public override void Dispose()
    {
    }

    internal void CursorOpened() => Interlocked.Increment(ref _openCursors);

    internal void CursorClosed() => Interlocked.Decrement(ref _openCursors);

    private static void Apply(ImmutableSortedSet<MemoryRow>.Builder rows, MemoryStateBatch.Change change)
    {
        if (change.Kind == MemoryStateBatch.ChangeKind.DeleteRange)
        {
            var version = rows.ToImmutable();
            var end = MemoryStateTable.IndexOf(version, change.Value);
            for (var i = MemoryStateTable.IndexOf(version, change.Key); i < end; i++)
            {
                rows.Remove(version[i]);
            }

            return;
        }

        var row = new MemoryRow(change.Key, change.Value);
        rows.Remove(row);
        if (change.Kind == MemoryStateBatch.ChangeKind.Put)
        {
            rows.Add(row);
        }
    }
}
