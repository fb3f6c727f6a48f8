using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.State;

/// <summary>The rows and index rows of an <see cref="ExpiringTable{TKey,TState}"/>, and what is known about those not in memory.</summary>
/// <remarks>
/// Without due times there is no index, and a row's value is the state alone. Putting an index row right is not a change of
/// state: it is done at once, in a batch of its own, whatever becomes of the task's commit, and is not told to the changelog.
/// </remarks>
internal sealed class ExpiringRows<TKey, TState>
    where TKey : notnull
{
    private const int LoadAtOnce = 1024;

    private readonly ExpiringRowCodec<TKey, TState> _codec;
    private readonly StateDatabase _database;
    private readonly StateTable _rows;
    private readonly StateTable? _index;
    private readonly LiveShare _share;
    private readonly int _partition;

    private StateBatch? _moves;

    // No row that is not live has an index row before this time; long.MinValue while nothing is known.
    private long _firstIndexedMs = long.MinValue;
    private bool _allAreLive;
    private bool _hasLooked;

    public ExpiringRows(string name, ISerde<TKey> keySerde, ISerde<TState> stateSerde, StoreContext context, bool hasDueTimes, LiveShare share, SpareEntries<TKey, TState> spare)
    {
        _share = share;
        _codec = new ExpiringRowCodec<TKey, TState>(keySerde, stateSerde, context.Partition, hasDueTimes, spare);
        _database = context.Database;
        _partition = context.Partition;

        // A colon cannot be in the name of a store, nor of anything else that has tables.
        _rows = context.Database.OpenTable(name + ":rows");
        _index = hasDueTimes ? context.Database.OpenTable(name + ":due") : null;
    }

    /// <summary>Every row's entry is in memory: what is not there does not exist.</summary>
    public bool AllAreLive
    {
        get
        {
            if (!_hasLooked)
            {
                _hasLooked = true;
                using var cursor = Scan(_index ?? _rows);
                _allAreLive = !cursor.MoveNext();
            }

            return _allAreLive;
        }
    }

    public bool MayBeDueBefore(long timeMs) => _index is not null && _firstIndexedMs < timeMs && !AllAreLive;

    public void Forget()
    {
        _hasLooked = false;
        _allAreLive = false;
        _firstIndexedMs = long.MinValue;
        _moves?.Dispose();
        _moves = null;
    }

    public LiveEntry<TKey, TState>? Read(TKey key) => _codec.Read(_rows, key);

    /// <summary>Tells the changelog what an entry is now. Replayed, it is in the index at its due time.</summary>
    public void Log(IChangelogWriter changelog, LiveEntry<TKey, TState> entry)
    {
        _codec.EncodeKey(entry.Key);
        _codec.EncodeValue(entry.DueMs, entry);
        _share.Sample(_codec.Key.Length + _codec.Value.Length);
        changelog.Write(_codec.KeyWithoutPartition, _codec.Value, hasValue: true);
    }

    /// <summary>Tells the changelog that there is no such entry any more.</summary>
    public void LogRemoval(IChangelogWriter changelog, LiveEntry<TKey, TState> entry)
    {
        _codec.EncodeKey(entry.Key);
        changelog.Write(_codec.KeyWithoutPartition, default, hasValue: false);
    }

    public void Write(StateBatch batch, LiveEntry<TKey, TState> entry, long advancedToMs)
    {
        var place = entry.HasRow && entry.DueMs >= entry.IndexedAtMs && entry.IndexedAtMs >= advancedToMs ? entry.IndexedAtMs : entry.DueMs;
        WriteAt(batch, entry, place);
    }

    public void Delete(StateBatch batch, LiveEntry<TKey, TState> entry)
    {
        _codec.EncodeKey(entry.Key);
        batch.Delete(_rows, _codec.Key);
        if (_index is not null)
        {
            batch.Delete(_index, _codec.IndexKey(entry.IndexedAtMs));
        }

        entry.HasRow = false;
    }

    /// <summary>An entry is about to leave memory: from now on its index row is what finds it, so it is placed exactly.</summary>
    /// <remarks>Left at its early place it would be read there, only to be placed then: a read costs more than this write.</remarks>
    public void Release(StateBatch batch, LiveEntry<TKey, TState> entry)
    {
        if (entry.IsUnwritten || (_index is not null && entry.DueMs > entry.IndexedAtMs))
        {
            WriteAt(batch, entry, entry.DueMs);
        }

        NoteIndexed(entry.IndexedAtMs);
    }

    /// <summary>
    /// Brings due rows into memory, earliest first, a limited number at once, and puts right the index rows that came up too
    /// early. Afterwards no row outside memory is due before the returned time, which is <paramref name="nowMs"/> in the end.
    /// </summary>
    public long LoadDue(long nowMs, int most, Dictionary<TKey, LiveEntry<TKey, TState>> live, Action<LiveEntry<TKey, TState>> admit)
    {
        Span<byte> from = stackalloc byte[ExpiringTableLayout.IndexPrefixLength];
        Span<byte> end = stackalloc byte[RowKey.PrefixLength];
        ExpiringTableLayout.WriteIndexPrefix(from, _partition, _firstIndexedMs);
        RowKey.WriteEnd(end, _partition);

        long? next = null;
        var seen = 0;
        var movedToMs = long.MaxValue;
        using (var cursor = _index!.Scan(from, end))
        {
            while (cursor.MoveNext())
            {
                var indexKey = cursor.Key;
                var atMs = ExpiringTableLayout.ReadIndexTime(indexKey);
                var key = _codec.DecodeIndexKey(indexKey);
                if (live.TryGetValue(key, out var held) && held.HasRow && held.IndexedAtMs == atMs)
                {
                    continue;
                }

                if (atMs >= nowMs || seen >= Math.Clamp(most, 1, LoadAtOnce))
                {
                    next = atMs;
                    break;
                }

                seen++;
                if (held is not null || ReadDue(key, atMs) is not { } entry)
                {
                    // It leads nowhere: a replay brought a later row, or a tombstone, which know nothing of it.
                    Moves().Delete(_index, indexKey);
                }
                else
                {
                    if (entry.DueMs < nowMs)
                    {
                        admit(entry);
                    }
                    else
                    {
                        Moves().Delete(_index, indexKey);
                        PlaceAtDue(entry);
                        movedToMs = Math.Min(movedToMs, entry.DueMs);
                    }
                }
            }
        }

        ApplyMoves();
        _firstIndexedMs = Math.Min(next ?? long.MaxValue, movedToMs);
        _allAreLive = next is null && movedToMs == long.MaxValue;
        return Math.Min(nowMs, next ?? nowMs);
    }

    public long? LatestDueMs(Dictionary<TKey, LiveEntry<TKey, TState>> live)
    {
        long? latest = null;
        if (_index is null)
        {
            return latest;
        }

        using var cursor = Scan(_rows);
        while (cursor.MoveNext())
        {
            var dueMs = ExpiringTableLayout.ReadHeader(cursor.Value).DueMs;
            if (dueMs != long.MaxValue && !live.ContainsKey(_codec.DecodeKey(cursor.Key)))
            {
                latest = Math.Max(latest ?? long.MinValue, dueMs);
            }
        }

        return latest;
    }

    /// <summary>
    /// The keys and states from one key to another, as bytes, in the order of the bytes: rows as they are when the enumeration
    /// begins, except where <paramref name="uncommitted"/> then knows better.
    /// </summary>
    public IEnumerable<KeyValuePair<TKey, TState>> Scan(byte[] from, byte[] toExclusive, Func<List<UnwrittenChange<TKey, TState>>> uncommitted)
    {
        var changes = uncommitted();
        using var cursor = ScanKeys(from, toExclusive);
        var hasRow = cursor.MoveNext();
        var next = 0;
        while (hasRow || next < changes.Count)
        {
            var order = !hasRow ? 1
                : next == changes.Count ? -1
                : cursor.Key[RowKey.PrefixLength..].SequenceCompareTo(changes[next].KeyBytes);
            if (order < 0)
            {
                yield return new(_codec.DecodeKey(cursor.Key), _codec.DecodeState(cursor.Value));
            }
            else if (!changes[next].IsRemoved)
            {
                yield return new(changes[next].Key, changes[next].State);
            }

            hasRow = order <= 0 ? cursor.MoveNext() : hasRow;
            next += order >= 0 ? 1 : 0;
        }
    }

    /// <summary>The bytes of a key, without the partition.</summary>
    public byte[] KeyBytes(TKey key)
    {
        _codec.EncodeKey(key);
        return _codec.KeyWithoutPartition.ToArray();
    }

    public long Count(Dictionary<TKey, LiveEntry<TKey, TState>> live)
    {
        long count = 0;
        using var cursor = Scan(_rows);
        while (cursor.MoveNext())
        {
            if (!live.ContainsKey(_codec.DecodeKey(cursor.Key)))
            {
                count++;
            }
        }

        return count;
    }

    public void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        if (_hasLooked)
        {
            Forget();
        }

        _codec.EncodeKey(key);
        if (!hasValue)
        {
            // The index row is found to lead nowhere when its time comes.
            batch.Delete(_rows, _codec.Key);
            return;
        }

        if (_index is null)
        {
            batch.Put(_rows, _codec.Key, value);
            return;
        }

        if (value.Length < ExpiringTableLayout.HeaderLength)
        {
            throw new StateException(
                $"A changelog record of the store '{_rows.Name}' is too short to be one of its rows. Check that no other application writes to the changelog topic.");
        }

        batch.Put(_rows, _codec.Key, value);
        batch.Put(_index, _codec.IndexKey(ExpiringTableLayout.ReadHeader(value).IndexedAtMs), default);
    }

    public void Wipe(StateBatch batch)
    {
        Span<byte> from = stackalloc byte[RowKey.PrefixLength];
        Span<byte> end = stackalloc byte[RowKey.PrefixLength];
        RowKey.WritePrefix(from, _partition);
        RowKey.WriteEnd(end, _partition);
        batch.DeleteRange(_rows, from, end);
        if (_index is not null)
        {
            batch.DeleteRange(_index, from, end);
        }
    }

    private StateCursor Scan(StateTable table)
    {
        Span<byte> from = stackalloc byte[RowKey.PrefixLength];
        Span<byte> end = stackalloc byte[RowKey.PrefixLength];
        RowKey.WritePrefix(from, _partition);
        RowKey.WriteEnd(end, _partition);
        return table.Scan(from, end);
    }

    /// <summary>Rows by the bytes of their keys. An empty end is the end of the partition.</summary>
    private StateCursor ScanKeys(ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive)
    {
        var bounds = new byte[(2 * RowKey.PrefixLength) + from.Length + toExclusive.Length];
        var first = bounds.AsSpan(0, RowKey.PrefixLength + from.Length);
        var end = bounds.AsSpan(first.Length);
        RowKey.WritePrefix(first, _partition);
        from.CopyTo(first[RowKey.PrefixLength..]);
        if (toExclusive.IsEmpty)
        {
            RowKey.WriteEnd(end, _partition);
        }
        else
        {
            RowKey.WritePrefix(end, _partition);
            toExclusive.CopyTo(end[RowKey.PrefixLength..]);
        }

        return _rows.Scan(first, end);
    }

    /// <summary>The row behind an index row.</summary>
    private LiveEntry<TKey, TState>? ReadDue(TKey key, long atMs) =>
        Read(key) is { } entry && entry.IndexedAtMs == atMs ? entry : null;

    /// <summary>The row last read is not due yet: rewrites it, and its index row, to the due time.</summary>
    private void PlaceAtDue(LiveEntry<TKey, TState> entry)
    {
        _codec.RewriteTimes(entry.DueMs, entry.DueMs);
        Moves().Put(_rows, _codec.Key, _codec.Value);
        Moves().Put(_index!, _codec.IndexKey(entry.DueMs), default);
    }

    private void MoveIndex(StateBatch batch, LiveEntry<TKey, TState> entry, long placeMs)
    {
        if (_index is null || (entry.HasRow && entry.IndexedAtMs == placeMs))
        {
            return;
        }

        if (entry.HasRow)
        {
            batch.Delete(_index, _codec.IndexKey(entry.IndexedAtMs));
        }

        batch.Put(_index, _codec.IndexKey(placeMs), default);
        entry.IndexedAtMs = placeMs;
    }

    private void WriteAt(StateBatch batch, LiveEntry<TKey, TState> entry, long placeMs)
    {
        _codec.EncodeKey(entry.Key);
        _codec.EncodeValue(placeMs, entry);
        _share.Sample(_codec.Key.Length + _codec.Value.Length);
        MoveIndex(batch, entry, placeMs);
        batch.Put(_rows, _codec.Key, _codec.Value);
        entry.HasRow = true;
    }

    private void NoteIndexed(long indexedAtMs)
    {
        _firstIndexedMs = _allAreLive ? indexedAtMs : Math.Min(_firstIndexedMs, indexedAtMs);
        _allAreLive = false;
        _hasLooked = true;
    }

    private void ApplyMoves()
    {
        if (_moves is { } moves)
        {
            _moves = null;
            using (moves)
            {
                _database.Apply(moves);
            }
        }
    }

    private StateBatch Moves() => _moves ??= _database.CreateBatch();
}
