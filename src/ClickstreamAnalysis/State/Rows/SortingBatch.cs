using System.Runtime.InteropServices;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>Collects changes, and adds them to a database batch in key order.</summary>
/// <remarks>
/// RocksDB keeps unflushed rows in a skip list ordered by key. Inserts in key order reuse cached memory, and adjacent rows are adjacent
/// in the flushed file.
/// </remarks>
/// <param name="inner">The batch that receives the changes; disposed with this one.</param>
internal sealed class SortingBatch(StateBatch inner) : StateBatch
{
    private const int IsDelete = -1;

    private readonly List<StateTable> _tables = [];
    private readonly List<Change> _changes = [];
    private readonly RowBuffer _bytes = new();

    public override bool IsEmpty => _changes.Count == 0 && inner.IsEmpty;

    /// <summary>The total length of the collected keys and values.</summary>
    public int WaitingBytes => _bytes.Written.Length;

    public override void Put(StateTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Add(table, key, value.Length);
        _bytes.Append(value);
    }

    public override void Delete(StateTable table, ReadOnlySpan<byte> key) => Add(table, key, IsDelete);

    public override void DeleteRange(StateTable table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive)
    {
        // The deletion must not overtake earlier changes in its range.
        HandOver();
        inner.DeleteRange(table, from, toExclusive);
    }

    /// <summary>Sorts the collected changes, and returns the batch to apply.</summary>
    public StateBatch InOrder()
    {
        HandOver();
        return inner;
    }

    public override void Clear()
    {
        Forget();
        inner.Clear();
    }

    public override void Dispose() => inner.Dispose();

    private void Add(StateTable table, ReadOnlySpan<byte> key, int valueLength)
    {
        var index = _tables.IndexOf(table);
        if (index < 0)
        {
            index = _tables.Count;
            _tables.Add(table);
        }

        _changes.Add(new Change(_changes.Count, index, _bytes.Written.Length, key.Length, valueLength));
        _bytes.Append(key);
    }

    private void HandOver()
    {
        CollectionsMarshal.AsSpan(_changes).Sort(new KeyOrder(_bytes));
        var bytes = _bytes.Written;
        foreach (var change in _changes)
        {
            var key = bytes.Slice(change.KeyAt, change.KeyLength);
            if (change.ValueLength == IsDelete)
            {
                inner.Delete(_tables[change.Table], key);
            }
            else
            {
                inner.Put(_tables[change.Table], key, bytes.Slice(change.KeyAt + change.KeyLength, change.ValueLength));
            }
        }

        Forget();
    }

    private void Forget()
    {
        _changes.Clear();
        _bytes.Clear();
    }

    /// <param name="Number">The change's number in order of arrival.</param>
    /// <param name="Table">The index of the table.</param>
    /// <param name="KeyAt">The offset of the key; the value follows it.</param>
    /// <param name="KeyLength">The length of the key.</param>
    /// <param name="ValueLength">The length of the value, or a marker for no value.</param>
    private readonly record struct Change(int Number, int Table, int KeyAt, int KeyLength, int ValueLength);

    /// <summary>Orders by table and key, and changes of the same row by arrival.</summary>
    private readonly struct KeyOrder(RowBuffer bytes) : IComparer<Change>
    {
        public int Compare(Change x, Change y)
        {
            if (x.Table != y.Table)
            {
                return x.Table.CompareTo(y.Table);
            }

            var all = bytes.Written;
            var order = all.Slice(x.KeyAt, x.KeyLength).SequenceCompareTo(all.Slice(y.KeyAt, y.KeyLength));
            return order != 0 ? order : x.Number.CompareTo(y.Number);
        }
    }
}
