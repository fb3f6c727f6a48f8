using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>The state database of one operator in one task: its tables share one Streamiz store, each under a prefix of its own.</summary>
internal sealed class StreamizDatabase(IStreamizRows store) : StateDatabase
{
    private readonly Dictionary<string, StreamizTable> _tables = new(StringComparer.Ordinal);

    public override StateTable OpenTable(string name)
    {
        if (!_tables.TryGetValue(name, out var table))
        {
            _tables.Add(name, table = new StreamizTable(store, name, (byte)_tables.Count));
        }

        return table;
    }

    public override StateBatch CreateBatch() => new StreamizBatch();

    public override void Apply(StateBatch batch)
    {
        if (!batch.IsEmpty)
        {
            // One write batch of RocksDB, so rows and index never differ after a crash.
            store.PutAll(((StreamizBatch)batch).Changes);
        }
    }

    public override StateSnapshot CreateSnapshot() => throw new NotSupportedException("The stores of Streamiz have no snapshots.");

    public override void Dispose()
    {
    }
}
