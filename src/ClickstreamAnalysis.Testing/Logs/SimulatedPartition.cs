namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>The entries of a partition. Guarded by the log's lock.</summary>
internal sealed class SimulatedPartition(TopicPartition id)
{
    private readonly List<SimulatedEntry> _entries = [];
    private readonly Dictionary<SimulatedTransaction, long> _open = [];

    public TopicPartition Id { get; } = id;

    public long Start { get; private set; }

    public long End { get; private set; }

    /// <summary>Whether the topic was deleted.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Returns the exclusive end for readers with an isolation level.</summary>
    public long ReadableEnd(IsolationLevel isolation) =>
        isolation == IsolationLevel.ReadUncommitted || _open.Count == 0 ? End : _open.Values.Min();

    public long Append(long timestampMs, byte[]? key, byte[]? value, RecordHeader[]? headers, SimulatedTransaction? transaction)
    {
        if (transaction is not null && transaction.Partitions.Add(this))
        {
            _open.Add(transaction, End);
        }

        _entries.Add(new SimulatedEntry(End, timestampMs, key, value, headers, transaction, IsMarker: false));
        return End++;
    }

    /// <summary>Ends a transaction in this partition.</summary>
    public void Settle(SimulatedTransaction transaction, bool withMarker)
    {
        _open.Remove(transaction);
        if (withMarker)
        {
            _entries.Add(new SimulatedEntry(End++, 0, null, null, null, transaction, IsMarker: true));
        }
    }

    /// <summary>Returns the first entry at or after an offset that is readable now with an isolation level; null for none.</summary>
    public SimulatedEntry? FirstReadable(long offset, IsolationLevel isolation)
    {
        var end = ReadableEnd(isolation);
        for (var i = IndexOf(offset); i < _entries.Count && _entries[i].Offset < end; i++)
        {
            if (_entries[i].IsReadableBy(isolation))
            {
                return _entries[i];
            }
        }

        return null;
    }

    public void DeleteBefore(long offset)
    {
        if (offset > Start)
        {
            _entries.RemoveRange(0, IndexOf(offset));
            Start = offset;
        }
    }

    /// <summary>Removes records superseded by a later one of the same key, up to the first open transaction. Offsets do not change.</summary>
    public void Compact()
    {
        var end = ReadableEnd(IsolationLevel.ReadCommitted);
        var newest = new Dictionary<string, long>();
        foreach (var entry in _entries.Where(e => e.Offset < end && e.Key is not null && e.IsReadableBy(IsolationLevel.ReadCommitted)))
        {
            newest[Convert.ToHexString(entry.Key!)] = entry.Offset;
        }

        _entries.RemoveAll(e => e.Offset < end
            && (!e.IsReadableBy(IsolationLevel.ReadCommitted) || (e.Key is not null && newest[Convert.ToHexString(e.Key)] != e.Offset)));
    }

    private int IndexOf(long offset)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _entries[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
