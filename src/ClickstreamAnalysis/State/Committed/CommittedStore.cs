using System.Buffers;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State.Committed;

/// <summary>
/// The content of one store of one task as of a commit: its rows in a snapshot, overridden by the changes that were committed and not yet
/// written to rows. Immutable and thread-safe.
/// </summary>
/// <param name="Table">The name of the table of rows.</param>
/// <param name="Partition">The task's partition.</param>
/// <param name="Layers">The changes, oldest first.</param>
internal sealed record CommittedStore(string Table, int Partition, ChangeLayer[] Layers)
{
    private const int RowsAtOnce = 256;
    private const int OnStackBytes = 256;

    /// <summary>The memory of the layers.</summary>
    public long SizeBytes => Layers.Sum(static layer => (long)layer.SizeBytes);

    /// <summary>Returns the store with one more commit.</summary>
    public CommittedStore With(ChangeLayer? layer) => layer is null ? this : this with { Layers = [.. Layers, layer] };

    /// <summary>Returns the store without the changes that the rows include.</summary>
    /// <param name="written">The latest generation that the rows include.</param>
    /// <param name="dropped">Receives those changes.</param>
    public CommittedStore Without(long written, List<ChangeLayer> dropped)
    {
        var done = 0;
        for (; done < Layers.Length && Layers[done].Generation <= written; done++)
        {
            dropped.Add(Layers[done]);
        }

        return done == 0 ? this : this with { Layers = Layers[done..] };
    }

    /// <summary>Appends the value of a key; false, and nothing appended, when there is none.</summary>
    public bool TryGet(QuerySnapshot snapshot, ReadOnlySpan<byte> key, IBufferWriter<byte> value)
    {
        using var reading = snapshot.BeginRead();
        var hash = ChangeIndex.HashOf(key);
        for (var i = Layers.Length - 1; i >= 0; i--)
        {
            if (Layers[i].TryFind(key, hash, out var changed, out var isRemoved))
            {
                value.Write(changed);
                return !isRemoved;
            }
        }

        var length = RowKey.PrefixLength + key.Length;
        var rowKey = length <= OnStackBytes ? stackalloc byte[length] : new byte[length];
        RowKey.WritePrefix(rowKey, Partition);
        key.CopyTo(rowKey[RowKey.PrefixLength..]);
        return snapshot.TryGet(Table, rowKey, value);
    }

    /// <summary>Reads a range of keys in the order of their bytes, without the partition. Reads rows in pages, so that it holds no native iterator.</summary>
    /// <param name="snapshot">The rows.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="toExclusive">Exclusive; empty for the end.</param>
    public IEnumerable<StateRow> Scan(QuerySnapshot snapshot, byte[] from, byte[] toExclusive)
    {
        var changes = Changes(snapshot, from, toExclusive);
        using var change = changes.GetEnumerator();
        var hasChange = change.MoveNext();
        foreach (var row in Rows(snapshot, from, toExclusive))
        {
            var order = -1;
            while (hasChange && (order = change.Current.Key.AsSpan().SequenceCompareTo(row.Key)) <= 0)
            {
                if (change.Current.Value is { } value)
                {
                    yield return new StateRow(change.Current.Key, value);
                }

                hasChange = change.MoveNext();
                if (order == 0)
                {
                    break;
                }
            }

            if (order != 0)
            {
                yield return row;
            }
        }

        for (; hasChange; hasChange = change.MoveNext())
        {
            if (change.Current.Value is { } value)
            {
                yield return new StateRow(change.Current.Key, value);
            }
        }
    }

    private SortedDictionary<byte[], byte[]?> Changes(QuerySnapshot snapshot, byte[] from, byte[] toExclusive)
    {
        using var reading = snapshot.BeginRead();
        var changes = new SortedDictionary<byte[], byte[]?>(ByteOrder.Instance);
        for (var i = Layers.Length - 1; i >= 0; i--)
        {
            Layers[i].AddTo(changes, from, toExclusive);
        }

        return changes;
    }

    private IEnumerable<StateRow> Rows(QuerySnapshot snapshot, byte[] from, byte[] toExclusive)
    {
        var start = RowKeyOf(from);
        var end = RowKeyOf(toExclusive);
        if (toExclusive.Length == 0)
        {
            RowKey.WriteEnd(end, Partition);
        }

        var page = new List<StateRow>();
        do
        {
            page.Clear();
            snapshot.ReadPage(Table, start, end, RowsAtOnce, page);
            foreach (var row in page)
            {
                yield return row with { Key = row.Key[RowKey.PrefixLength..] };
            }

            if (page.Count > 0)
            {
                start = [.. page[^1].Key, 0];
            }
        }
        while (page.Count == RowsAtOnce);
    }

    private byte[] RowKeyOf(ReadOnlySpan<byte> key)
    {
        var rowKey = new byte[RowKey.PrefixLength + key.Length];
        RowKey.WritePrefix(rowKey, Partition);
        key.CopyTo(rowKey.AsSpan(RowKey.PrefixLength));
        return rowKey;
    }
}
