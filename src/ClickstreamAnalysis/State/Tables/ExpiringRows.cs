using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>The rows and index rows of an <see cref="ExpiringTable{TKey,TState}"/>.</summary>
/// <remarks>
/// Without due times there is no index, and a row's value is the state alone. Correcting an index row does not change state: it is
/// written at once, in its own batch, independent of the task's commit, and is not written to the changelog.
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
    private readonly string _name;
    private readonly string _task;

    private StateBatch? _moves;

    // Null until a record is restored. Rows written by a restoration have no copies in the index.
    private bool? _restoresOntoRows;

    // The first unread index row of this time. If very many rows are due at once, each scan would otherwise repeat those before it, even
    // after they were deleted. Null to start at the first index row.
    private byte[]? _resumeAt;

    private bool _allAreLive;
    private bool _hasLooked;

    public ExpiringRows(string name, ISerde<TKey> keySerde, ISerde<TState> stateSerde, StoreContext context, bool hasDueTimes, LiveShare share, SpareEntries<TKey, TState> spare)
    {
        _share = share;
        _codec = new ExpiringRowCodec<TKey, TState>(name, context.Task, keySerde, stateSerde, context.Partition, hasDueTimes, spare);
        _database = context.Database;
        _partition = context.Partition;
        (_name, _task) = (name, context.Task);
        _rows = context.Database.OpenTable(ExpiringTableLayout.RowsTable(name));
        _index = hasDueTimes ? context.Database.OpenTable(ExpiringTableLayout.IndexTable(name)) : null;
        Scans = new RowScans<TKey, TState>(_codec, _rows, _partition, hasDueTimes);
    }

    /// <summary>Reads ranges of rows.</summary>
    public RowScans<TKey, TState> Scans { get; }

    /// <summary>Every row's entry is in memory, so a key without an entry does not exist.</summary>
    public bool AllAreLive
    {
        get
        {
            if (!_hasLooked)
            {
                _hasLooked = true;
                _allAreLive = !Scans.AnyIn(_index ?? _rows);
            }

            return _allAreLive;
        }
    }

    /// <summary>A lower bound of the index times of all rows that are not live; <see cref="long.MinValue"/> until one is known.</summary>
    public long FirstMs { get; private set; } = long.MinValue;

    public bool MayBeDueBefore(long timeMs) => _index is not null && FirstMs < timeMs && !AllAreLive;

    public void Forget()
    {
        _hasLooked = false;
        _allAreLive = false;
        FirstMs = long.MinValue;
        _resumeAt = null;
        _restoresOntoRows = null;
        _moves?.Dispose();
        _moves = null;
    }

    public LiveEntry<TKey, TState>? Read(TKey key) => _codec.Read(_rows, key);

    /// <summary>Writes an entry to the changelog. A replay indexes it at its due time.</summary>
    /// <returns>False when the changelog rejects it.</returns>
    public bool TryLog(IChangelogWriter changelog, LiveEntry<TKey, TState> entry)
    {
        try
        {
            _codec.EncodeKey(entry.Key);
            _codec.EncodeValue(entry.DueMs, entry);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            changelog.Reject(SerdeException.ReasonOf(error), error);
            return false;
        }

        NoteSize(entry);
        if (!changelog.TryWrite(_codec.KeyWithoutPartition, _codec.Value, hasValue: true))
        {
            return false;
        }

        entry.IsLogged = true;
        return true;
    }

    /// <summary>Writes the removal of an entry to the changelog.</summary>
    public void LogRemoval(IChangelogWriter changelog, LiveEntry<TKey, TState> entry)
    {
        _codec.EncodeKey(entry.Key);
        changelog.TryWrite(_codec.KeyWithoutPartition, default, hasValue: false);
    }

    /// <summary>Writes the row of an entry.</summary>
    /// <param name="batch">The batch to add to.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="advancedToMs">Stream time: earlier index times are corrected.</param>
    /// <param name="leavesSoon">Whether memory is short: the row is then written so that its eviction needs no further write.</param>
    public void Write(StateBatch batch, LiveEntry<TKey, TState> entry, long advancedToMs, bool leavesSoon)
    {
        var keepsPlace = !leavesSoon && entry.HasRow && entry.DueMs >= entry.IndexedAtMs && entry.IndexedAtMs >= advancedToMs;
        WriteAt(batch, entry, keepsPlace ? entry.IndexedAtMs : entry.DueMs, isCovered: leavesSoon);
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

    /// <summary>
    /// Prepares the eviction of an entry. Its index row gets the exact due time and a copy of the row, because the entry is found by the
    /// index from then on.
    /// </summary>
    /// <remarks>
    /// With an earlier index time, the row would be read only to be moved, and a read costs more than this write. The copy also saves a
    /// lookup: closing many sessions reads one range of the index sequentially, however many others are open.
    /// </remarks>
    public void Release(StateBatch batch, LiveEntry<TKey, TState> entry)
    {
        if (entry.IsUnwritten || (_index is not null && (entry.DueMs > entry.IndexedAtMs || !entry.IsCovered)))
        {
            WriteAt(batch, entry, entry.DueMs, isCovered: true);
        }

        NoteIndexed(entry.IndexedAtMs);
    }

    /// <summary>
    /// Loads due rows into memory, earliest first and a limited number per call, and corrects index rows whose time is too early.
    /// Afterwards no row outside memory is due before <see cref="FirstMs"/>.
    /// </summary>
    /// <param name="nowMs">The current stream time.</param>
    /// <param name="most">The maximum number of rows to load, at least one; reduced by the number of corrected rows.</param>
    /// <param name="live">The entries in memory.</param>
    /// <param name="admit">Adds an entry to memory.</param>
    public void LoadDue(long nowMs, ref int most, Dictionary<TKey, LiveEntry<TKey, TState>> live, Action<LiveEntry<TKey, TState>> admit)
    {
        var left = Math.Clamp(most, 1, LoadAtOnce);
        long? next = null;
        var movedToMs = long.MaxValue;
        using (var cursor = ScanIndex())
        {
            _resumeAt = null;
            while (cursor.MoveNext())
            {
                var indexKey = cursor.Key;
                var atMs = ExpiringTableLayout.ReadIndexTime(indexKey);
                var key = _codec.DecodeIndexKey(indexKey);
                if (live.TryGetValue(key, out var held) && held.HasRow && held.IndexedAtMs == atMs)
                {
                    continue;
                }

                if (atMs >= nowMs || left-- == 0)
                {
                    next = atMs;
                    _resumeAt = indexKey.ToArray();
                    break;
                }

                if (held is null && ReadDue(key, atMs, cursor.Value) is { } entry)
                {
                    if (entry.DueMs < nowMs)
                    {
                        admit(entry);
                        continue;
                    }

                    PlaceAtDue(entry);
                    movedToMs = Math.Min(movedToMs, entry.DueMs);
                }

                // The index time was too early, or the row is gone: a replay wrote a later row or a tombstone.
                Moves().Delete(_index!, indexKey);
                most--;
            }
        }

        ApplyMoves();
        FirstMs = Math.Min(next ?? long.MaxValue, movedToMs);
        _resumeAt = movedToMs <= FirstMs ? null : _resumeAt;
        _allAreLive = next is null && movedToMs == long.MaxValue;
    }

    /// <summary>The bytes of a key, without the partition.</summary>
    public byte[] KeyBytes(TKey key)
    {
        _codec.EncodeKey(key);
        return _codec.KeyWithoutPartition.ToArray();
    }

    public void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        if (_hasLooked)
        {
            Forget();
        }

        _codec.EncodeKey(key);
        if (_index is not null && (_restoresOntoRows ??= Scans.AnyIn(_rows)))
        {
            // The index row may hold a copy, which would be read instead of the row.
            DeleteIndexOfRow(batch);
        }

        if (!hasValue)
        {
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
                $"Task {_task}: a changelog record of the store '{_name}' is too short to be one of its rows. Check that no other application writes to the changelog topic.")
            { StoreName = _name, TaskId = _task };
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

    /// <summary>Scans the index from the earliest possible time.</summary>
    private StateCursor ScanIndex()
    {
        Span<byte> from = stackalloc byte[ExpiringTableLayout.IndexPrefixLength];
        Span<byte> end = stackalloc byte[RowKey.PrefixLength];
        ExpiringTableLayout.WriteIndexPrefix(from, _partition, FirstMs);
        RowKey.WriteEnd(end, _partition);
        return _index!.Scan(_resumeAt ?? from, end);
    }

    private void DeleteIndexOfRow(StateBatch batch)
    {
        if (_codec.TryReadHeader(_rows, out var indexedAtMs))
        {
            batch.Delete(_index!, _codec.IndexKey(indexedAtMs));
        }
    }

    /// <summary>Reads the row of an index row.</summary>
    private LiveEntry<TKey, TState>? ReadDue(TKey key, long atMs, ReadOnlySpan<byte> copy) =>
        !copy.IsEmpty ? _codec.Read(key, copy)
        : Read(key) is { } entry && entry.IndexedAtMs == atMs ? entry
        : null;

    /// <summary>Moves the row last read, which is not due yet, and its index row to the due time.</summary>
    private void PlaceAtDue(LiveEntry<TKey, TState> entry)
    {
        _codec.RewriteTimes(entry.DueMs, entry.DueMs);
        Moves().Put(_rows, _codec.Key, _codec.Value);
        Moves().Put(_index!, _codec.IndexKey(entry.DueMs), _codec.Value);
    }

    /// <summary>Notes the size of the entry that was encoded last.</summary>
    private void NoteSize(LiveEntry<TKey, TState> entry) =>
        _share.Note(entry, HeapSize.OfSerialized(_codec.Key.Length) + HeapSize.Of(entry.State, _codec.Value.Length));

    private void WriteAt(StateBatch batch, LiveEntry<TKey, TState> entry, long placeMs, bool isCovered)
    {
        _codec.EncodeKey(entry.Key);
        _codec.EncodeValue(placeMs, entry);
        NoteSize(entry);
        if (_index is not null)
        {
            WriteIndex(batch, entry, placeMs, isCovered);
        }

        batch.Put(_rows, _codec.Key, _codec.Value);
        entry.HasRow = true;
    }

    private void WriteIndex(StateBatch batch, LiveEntry<TKey, TState> entry, long placeMs, bool isCovered)
    {
        var isMoved = !entry.HasRow || entry.IndexedAtMs != placeMs;
        if (isMoved && entry.HasRow)
        {
            batch.Delete(_index!, _codec.IndexKey(entry.IndexedAtMs));
        }

        if (isMoved || isCovered || entry.IsCovered)
        {
            batch.Put(_index!, _codec.IndexKey(placeMs), isCovered ? _codec.Value : default);
        }

        entry.IndexedAtMs = placeMs;
        entry.IsCovered = isCovered;
    }

    private void NoteIndexed(long indexedAtMs)
    {
        _resumeAt = _allAreLive || indexedAtMs <= FirstMs ? null : _resumeAt;
        FirstMs = _allAreLive ? indexedAtMs : Math.Min(FirstMs, indexedAtMs);
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
