namespace ClickstreamAnalysis.State.Databases.Memory;

/// <summary>Changes in order.</summary>
internal sealed class MemoryStateBatch(MemoryStateDatabase database) : StateBatch
{
    private readonly List<Change> _changes = [];

    public MemoryStateDatabase Database => database;

    public override bool IsEmpty => _changes.Count == 0;

    public IReadOnlyList<Change> Changes => _changes;

    public override void Put(StateTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _changes.Add(new Change(Mine(table), ChangeKind.Put, key.ToArray(), value.ToArray()));

    public override void Delete(StateTable table, ReadOnlySpan<byte> key) =>
        _changes.Add(new Change(Mine(table), ChangeKind.Delete, key.ToArray(), []));

    public override void DeleteRange(StateTable table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive) =>
        _changes.Add(new Change(Mine(table), ChangeKind.DeleteRange, from.ToArray(), toExclusive.ToArray()));

    public override void Clear() => _changes.Clear();

    public override void Dispose() => _changes.Clear();

    private MemoryStateTable Mine(StateTable table) =>
        table is MemoryStateTable mine && ReferenceEquals(mine.Database, database)
            ? mine
            : throw new ArgumentException($"The table '{table.Name}' belongs to another database than this batch.", nameof(table));

    internal enum ChangeKind
    {
        Put,
        Delete,
        DeleteRange,
    }

    /// <param name="Table">The table.</param>
    /// <param name="Kind">The kind of change.</param>
    /// <param name="Key">The key, or the start of the range.</param>
    /// <param name="Value">The value, or the end of the range.</param>
    internal readonly record struct Change(MemoryStateTable Table, ChangeKind Kind, byte[] Key, byte[] Value);
}
