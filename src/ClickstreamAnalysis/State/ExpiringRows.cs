using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.State;

/// <summary>The rows and index rows of an <see cref="ExpiringTable{TKey,TState}"/>, and what is known about those not in memory.</summary>
/// <remarks>
/// Without due times there is no index, and a row's value is the state alone. Putting an index row right is not a change of state: it is done at once, in a batch of its own, whatever becomes of the
/// task's commit, and is not told to the changelog.
/// </remarks>
internal sealed class ExpiringRows<TKey, TState>
    where TKey : notnull
{
    private const int LoadAtOnce = 1024;

    private readonly ISerde<TKey> _keySerde;
    private readonly ISerde<TState> _stateSerde;
    private readonly StateDatabase _database;
    private readonly StateTable _rows;
    private readonly StateTable? _index;
    private readonly int _partition;
    private readonly RowBuffer _key = new();
    private readonly RowBuffer _value = new();
    private readonly RowBuffer _indexKey = new();

    private StateBatch? _moves;

    // No row that is not live has an index row before this time; long.MinValue while nothing is known.
    private long _firstIndexedMs = long.MinValue;
    private bool _allAreLive;
    private bool _hasLooked;

    public ExpiringRows(string name, ISerde<TKey> keySerde, ISerde<TState> stateSerde, StoreContext context, bool hasDueTimes)
    {
        _keySerde = keySerde;
        _stateSerde = stateSerde;
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

    public LiveEntry<TKey, TState>? Read(TKey key)
    {
        EncodeKey(key);
        _value.Clear();
        return _rows.TryGet(_key.Written, _value) ? Decode(key) : null;
    }

    public void Write(StateBatch batch, IChangelogWriter? changelog, LiveEntry<TKey, TState> entry, long advancedToMs)
    {
        EncodeKey(entry.Key);
        var place = entry.HasRow && entry.DueMs >= entry.IndexedAtMs && entry.IndexedAtMs >= advancedToMs ? entry.IndexedAtMs : entry.DueMs;
        EncodeValue(place, entry);
        MoveIndex(batch, entry, place);
        batch.Put(_rows, _key.Written, _value.Written);
        changelog?.Write(_key.Written[RowKey.PrefixLength..], _value.Written, hasValue: true);
        entry.HasRow = true;
    }

    public void Delete(StateBatch batch, IChangelogWriter? changelog, LiveEntry<TKey, TState> entry)
    {
        EncodeKey(entry.Key);
        batch.Delete(_rows, _key.Written);
        if (_index is not null)
        {
            batch.Delete(_index, EncodeIndexKey(entry.IndexedAtMs));
        }

        changelog?.Write(_key.Written[RowKey.PrefixLength..], default, hasValue: false);
    }

    /// <summary>A clean entry is about to leave memory: from now on its index row is what finds it, so it is placed exactly.</summary>
    /// <remarks>Left at its early place it would be read there, only to be placed then: a read costs more than this write.</remarks>
    public void Release(LiveEntry<TKey, TState> entry)
    {
        if (_index is not null && entry.DueMs > entry.IndexedAtMs)
        {
            EncodeKey(entry.Key);
            EncodeValue(entry.DueMs, entry);
            MoveIndex(Moves(), entry, entry.DueMs);
            Moves().Put(_rows, _key.Written, _value.Written);
        }

        NoteIndexed(entry.IndexedAtMs);
    }

    /// <summary>Makes what <see cref="Release"/> moved durable.</summary>
    public void ApplyMoves()
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

    /// <summary>
    /// Brings due rows into memory, earliest first, a limited number at once, and puts right the index rows that came up too
    /// early. Afterwards no row outside memory is due before the returned time, which is <paramref name="nowMs"/> in the end.
    /// </summary>
    public long LoadDue(long nowMs, Dictionary<TKey, LiveEntry<TKey, TState>> live, Action<LiveEntry<TKey, TState>> admit)
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
                var key = _keySerde.Deserialize(indexKey[ExpiringTableLayout.IndexPrefixLength..]);
                if (live.TryGetValue(key, out var held) && held.HasRow && held.IndexedAtMs == atMs)
                {
                    continue;
                }

                if (atMs >= nowMs || seen == LoadAtOnce)
                {
                    next = atMs;
                    break;
                }

                seen++;
                if (held is not null || ReadDue(key, atMs) is not { } entry)
                {
                    // It leads nowhere: a replay brought a later row, or a tombstone, which know nothing of it.
                    Moves().Delete(_index!, indexKey);
                }
                else
                {
                    if (entry.DueMs < nowMs)
                    {
                        admit(entry);
                    }
                    else
                    {
                        Moves().Delete(_index!, indexKey);
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
        using var cursor = Scan(_rows);
        while (cursor.MoveNext())
        {
            var dueMs = ExpiringTableLayout.ReadHeader(cursor.Value).DueMs;
            if (dueMs != long.MaxValue && !live.ContainsKey(_keySerde.Deserialize(cursor.Key[RowKey.PrefixLength..])))
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
    public IEnumerable<KeyValuePair<TKey, TState>> Scan(byte[] from, byte[] toExclusive, Func<List<UncommittedChange<TKey, TState>>> uncommitted)
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
                yield return new(_keySerde.Deserialize(cursor.Key[RowKey.PrefixLength..]), DecodeState(cursor.Value));
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
        EncodeKey(key);
        return _key.Written[RowKey.PrefixLength..].ToArray();
    }

    public long Count(Dictionary<TKey, LiveEntry<TKey, TState>> live)
    {
        long count = 0;
        using var cursor = Scan(_rows);
        while (cursor.MoveNext())
        {
            if (!live.ContainsKey(_keySerde.Deserialize(cursor.Key[RowKey.PrefixLength..])))
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

        _key.Clear();
        RowKey.WritePrefix(_key.Append(RowKey.PrefixLength), _partition);
        _key.Append(key);
        if (!hasValue)
        {
            // The index row is found to lead nowhere when its time comes.
            batch.Delete(_rows, _key.Written);
            return;
        }

        if (_index is null)
        {
            batch.Put(_rows, _key.Written, value);
            return;
        }

        if (value.Length < ExpiringTableLayout.HeaderLength)
        {
            throw new StateException(
                $"A changelog record of the store '{_rows.Name}' is too short to be one of its rows. Check that no other application writes to the changelog topic.");
        }

        batch.Put(_rows, _key.Written, value);
        batch.Put(_index, EncodeIndexKey(ExpiringTableLayout.ReadHeader(value).IndexedAtMs), default);
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
        ExpiringTableLayout.WriteHeader(_value.Written, entry.DueMs, entry.DueMs);
        Moves().Put(_rows, _key.Written, _value.Written);
        Moves().Put(_index!, EncodeIndexKey(entry.DueMs), default);
    }

    private LiveEntry<TKey, TState> Decode(TKey key)
    {
        ReadOnlySpan<byte> value = _value.Written;
        var (indexedAtMs, dueMs) = _index is null ? (long.MaxValue, long.MaxValue) : ExpiringTableLayout.ReadHeader(value);
        return new LiveEntry<TKey, TState>(key)
        {
            State = DecodeState(value),
            DueMs = dueMs,
            IndexedAtMs = indexedAtMs,
            HasRow = true,
        };
    }

    private TState DecodeState(ReadOnlySpan<byte> value) =>
        _stateSerde.Deserialize(_index is null ? value : value[ExpiringTableLayout.HeaderLength..]);

    private void EncodeKey(TKey key)
    {
        _key.Clear();
        RowKey.WritePrefix(_key.Append(RowKey.PrefixLength), _partition);
        _keySerde.Serialize(key, _key);
    }

    private void EncodeValue(long indexedAtMs, LiveEntry<TKey, TState> entry)
    {
        _value.Clear();
        if (_index is not null)
        {
            ExpiringTableLayout.WriteHeader(_value.Append(ExpiringTableLayout.HeaderLength), indexedAtMs, entry.DueMs);
        }

        _stateSerde.Serialize(entry.State, _value);
    }

    /// <summary>The index key of the key last encoded.</summary>
    private Span<byte> EncodeIndexKey(long indexedAtMs)
    {
        _indexKey.Clear();
        ExpiringTableLayout.WriteIndexPrefix(_indexKey.Append(ExpiringTableLayout.IndexPrefixLength), _partition, indexedAtMs);
        _indexKey.Append(_key.Written[RowKey.PrefixLength..]);
        return _indexKey.Written;
    }

    private void MoveIndex(StateBatch batch, LiveEntry<TKey, TState> entry, long placeMs)
    {
        if (_index is null || (entry.HasRow && entry.IndexedAtMs == placeMs))
        {
            return;
        }

        if (entry.HasRow)
        {
            batch.Delete(_index, EncodeIndexKey(entry.IndexedAtMs));
        }

        batch.Put(_index, EncodeIndexKey(placeMs), default);
        entry.IndexedAtMs = placeMs;
    }

    private void NoteIndexed(long indexedAtMs)
    {
        _firstIndexedMs = _allAreLive ? indexedAtMs : Math.Min(_firstIndexedMs, indexedAtMs);
        _allAreLive = false;
        _hasLooked = true;
    }

    private StateBatch Moves() => _moves ??= _database.CreateBatch();
}
