using System.Diagnostics;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>
/// State by key with a due time, for sessions, funnels and windows. Entries in use are objects in memory. A commit writes changes to the
/// changelog; rows are written some time later, and read on a miss. A time index finds due entries without scanning the others.
/// </summary>
/// <remarks>
/// An entry that is added and removed before its row is due to be written never reaches the database. The index is lazy, in memory and on
/// disk: when an entry's due time moves later, its index time stays, and is corrected by the next write after stream time has passed it.
/// So index time ≤ due time always holds, and no due entry is missed.
/// </remarks>
internal sealed partial class ExpiringTable<TKey, TState> : TaskStore
    where TKey : notnull
{
    private readonly Dictionary<TKey, LiveEntry<TKey, TState>> _entries = new(KeyEquality<TKey>.Comparer);
    private readonly DueQueue<TKey, TState> _due = new();
    private readonly EvictionClock<TKey, TState> _clock = new();
    private readonly ExpiringRows<TKey, TState> _rows;
    private readonly DirtyList<TKey, TState> _dirty = new();
    private readonly WriteBackQueue<TKey, TState> _unwritten = new();
    private readonly SpareEntries<TKey, TState> _spare;
    private readonly LiveShare _share;

    private UnwrittenKeys<TKey>? _unwrittenKeys;

    // Removed entries that are still held, because their commit or the deletion of their row is pending.
    private int _removed;
    private long _advancedToMs = long.MinValue;
    private bool _isAdvancing;

    /// <param name="name">The store's name.</param>
    /// <param name="keySerde">The serde of the keys.</param>
    /// <param name="stateSerde">The serde of the states.</param>
    /// <param name="context">The task that the table belongs to.</param>
    /// <param name="hasDueTimes">Whether entries have due times. If not, there is no index, and due times are not stored.</param>
    public ExpiringTable(string name, ISerde<TKey> keySerde, ISerde<TState> stateSerde, StoreContext context, bool hasDueTimes = true)
    {
        Name = name;
        _share = new LiveShare(context);
        _spare = context.ChecksOwnership ? new SpareEntries<TKey, TState>(most: 0) : new SpareEntries<TKey, TState>();
        _rows = new ExpiringRows<TKey, TState>(name, keySerde, stateSerde, context, hasDueTimes, _share, _spare);
    }

    public override string Name { get; }

    public override bool IsDirty => _dirty.First is not null;

    /// <summary>The number of entries in memory.</summary>
    public int LiveCount => _clock.Count;

    public override int EntriesInMemory => LiveCount;

    public override long BytesInMemory => _share.BytesOf(HeldCount);

    /// <summary>The number of objects in memory: live entries and removed ones that are still held.</summary>
    private int HeldCount => _clock.Count + _removed;

    /// <summary>The entry of this key, from memory or from its row; null when there is none.</summary>
    /// <remarks>Must not be called while <see cref="Advance"/> passes entries to its handler.</remarks>
    public LiveEntry<TKey, TState>? Find(TKey key)
    {
        Debug.Assert(!_isAdvancing, "An expiry handler must not look up other entries of the same table.");
        if (_entries.TryGetValue(key, out var entry))
        {
            entry.IsReferenced = true;
            return entry.IsLive ? entry : null;
        }

        if (_rows.AllAreLive)
        {
            return null;
        }

        entry = _rows.Read(key);
        if (entry is not null)
        {
            Admit(entry);
        }

        return entry;
    }

    /// <summary>Adds a dirty entry for a key that has none (check by <see cref="Find"/>).</summary>
    /// <remarks>Must not be called while <see cref="Advance"/> passes entries to its handler.</remarks>
    /// <exception cref="InvalidOperationException">The key has a live entry.</exception>
    public LiveEntry<TKey, TState> Add(TKey key, TState state, long dueMs)
    {
        Debug.Assert(!_isAdvancing, "An expiry handler must not add entries to the same table.");
        var entry = _spare.Take(key);
        entry.State = state;
        entry.DueMs = dueMs;
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out _);
        if (slot is { } former)
        {
            if (former.IsLive)
            {
                throw new InvalidOperationException($"The store '{Name}' has an entry of this key: find and touch it instead.");
            }

            entry.HasRow = former.HasRow;
            entry.IsLogged = former.IsLogged;
            entry.IndexedAtMs = former.IndexedAtMs;
            entry.IsCovered = former.IsCovered;
            former.IsSuperseded = true;
            _removed -= former.IsDirty ? 0 : 1;

            // A committed removal is not in the row yet. The next commit writes the key to the changelog in any case, so the removal
            // itself need not reach the database.
            _unwritten.Remove(former);
        }

        slot = entry;
        Enlist(entry);
        MarkDirty(entry);
        entry.AssertLegal();
        return entry;
    }

    /// <summary>Marks an entry whose state was changed in place as dirty, and sets its due time.</summary>
    public void Touch(LiveEntry<TKey, TState> entry, long dueMs)
    {
        Debug.Assert(entry.IsLive, "The entry was removed or evicted.");
        entry.DueMs = dueMs;
        entry.IsReferenced = true;
        if (dueMs < entry.QueuedAtMs)
        {
            _due.MoveEarlier(entry, dueMs);
        }

        MarkDirty(entry);
        entry.AssertLegal();
    }

    /// <summary>Removes an entry and its row.</summary>
    public void Remove(LiveEntry<TKey, TState> entry)
    {
        Debug.Assert(entry.IsLive, "The entry was removed or evicted.");
        entry.IsLive = false;
        _clock.Remove(entry);
        _due.Forget(entry);
        _share.Forget(entry);
        _removed++;

        // The entry stays in the dictionary until its row is deleted, so that the row is not found.
        MarkDirty(entry);
        entry.AssertLegal();
    }

    /// <summary>
    /// Passes the entries, in memory or not, that are due before <paramref name="streamTimeMs"/> to the handler, earliest first.
    /// </summary>
    /// <param name="streamTimeMs">Stream time.</param>
    /// <param name="handler">Handles the due entries.</param>
    /// <param name="most">The maximum number of entries to pass; reduced by the number passed.</param>
    /// <returns>Whether all due entries were passed; if not, call the method again.</returns>
    /// <exception cref="InvalidOperationException">The handler neither removed an entry nor touched it with a later due time.</exception>
    public bool Advance(long streamTimeMs, IExpiryHandler<TKey, TState> handler, ref int most)
    {
        _advancedToMs = Math.Max(_advancedToMs, streamTimeMs);
        while (_rows.MayBeDueBefore(streamTimeMs))
        {
            // Due entries in memory precede those outside with the same or a later time, so that no more entries are loaded than can be
            // passed. Otherwise, when all entries are due at once, all of them would be loaded.
            if (!HandOver(Math.Min(streamTimeMs, _rows.FirstMs + 1), handler, ref most) || most <= 0)
            {
                return false;
            }

            _rows.LoadDue(streamTimeMs, ref most, _entries, Admit);
        }

        return HandOver(streamTimeMs, handler, ref most);
    }

    /// <summary>
    /// Reads keys and states in the order of the keys' bytes, including uncommitted changes, as of the start of the enumeration.
    /// </summary>
    /// <param name="from">The bytes of the first key; inclusive.</param>
    /// <param name="toExclusive">The bytes of the end, exclusive; empty for the end of the table.</param>
    public IEnumerable<KeyValuePair<TKey, TState>> Scan(byte[] from, byte[] toExclusive) =>
        _rows.Scans.Between(from, toExclusive, () => UnwrittenBetween(from, toExclusive));

    /// <summary>The bytes of a key, which define the order of <see cref="Scan"/>.</summary>
    public byte[] KeyBytes(TKey key) => _rows.KeyBytes(key);

    /// <summary>The number of entries that the changelog rejected.</summary>
    public long Rejected { get; private set; }

    public override void Flush(IChangelogWriter? changelog)
    {
        for (var entry = changelog is null ? null : _dirty.First; entry is not null; entry = entry.Next)
        {
            if (entry.IsLive && !_rows.TryLog(changelog!, entry))
            {
                // State that is not in its changelog would be lost by the next restoration, so it is removed now.
                Remove(entry);
                Rejected++;
            }

            // Without a changelog of the store, only queries read these changes, and its row tells whether the entry was known.
            if (!entry.IsLive && (entry.IsLogged || entry.HasRow) && !entry.IsSuperseded)
            {
                _rows.LogRemoval(changelog!, entry);
            }
        }
    }

    public override void Committed(long generation)
    {
        while (_dirty.Take() is { } entry)
        {
            if (entry.IsLive || (entry.HasRow && !entry.IsSuperseded))
            {
                _unwritten.Add(entry, generation);
            }

            if (!entry.IsLive)
            {
                // The due queue may hold the entry for a while, and must not keep its state alive.
                entry.State = default!;
                if (entry.IsSuperseded)
                {
                    _removed--;
                }
                else if (!entry.IsUnwritten)
                {
                    Drop(entry);
                }
            }

            entry.AssertLegal();
        }
    }

    public override void WriteBack(StateBatch batch, long upToGeneration)
    {
        Debug.Assert(!IsDirty, "Dirty entries must not be evicted.");
        var most = int.MaxValue;
        WriteBackPart(batch, upToGeneration, ref most);
        EvictCold(batch);
    }

    public override void WriteBackPart(StateBatch batch, long upToGeneration, ref int most)
    {
        var isShort = HeldCount > _share.MaxEntries(HeldCount);
        for (; most > 0 && _unwritten.FirstUpTo(upToGeneration) is { } entry; most--)
        {
            if (entry.IsLive)
            {
                _rows.Write(batch, entry, _advancedToMs, leavesSoon: isShort);
                _unwrittenKeys?.Remove(_rows.KeyBytes(entry.Key));
            }
            else
            {
                _rows.Delete(batch, entry);
                Drop(entry);
            }

            _unwritten.Remove(entry);
            entry.AssertLegal();
        }
    }

    public override void Discard()
    {
        foreach (var entry in _clock.Entries)
        {
            entry.IsLive = false;
        }

        _entries.Clear();
        _due.Clear();
        _clock.Clear();
        _rows.Forget();
        _unwritten.Clear();
        _removed = 0;
        _share.Clear();
        _dirty.Clear();
        _unwrittenKeys = null;
        _advancedToMs = long.MinValue;
        _isAdvancing = false;
    }

    public override void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        Debug.Assert(_entries.Count == 0, "Restore must precede the first use.");
        _rows.Restore(batch, key, value, hasValue);
    }

    public override void Wipe(StateBatch batch)
    {
        Discard();
        _rows.Wipe(batch);
    }

    private List<UnwrittenChange<TKey, TState>> UnwrittenBetween(byte[] from, byte[] toExclusive)
    {
        // Most stores are never scanned, so keys are sorted only after the first scan.
        _unwrittenKeys ??= UnwrittenKeys<TKey>.Of(_entries, _rows.KeyBytes);
        return _unwrittenKeys.ChangesBetween(from, toExclusive, _entries);
    }

    private bool HandOver(long limitMs, IExpiryHandler<TKey, TState> handler, ref int most)
    {
        while (_due.FirstDueBefore(limitMs) is { } entry)
        {
            if (most <= 0)
            {
                return false;
            }

            most--;
            var dueMs = entry.DueMs;
            _isAdvancing = true;
            handler.OnDue(entry);
            _isAdvancing = false;
            if (entry.IsLive && entry.DueMs <= dueMs)
            {
                throw new InvalidOperationException(
                    $"The store '{Name}' passed a due entry to its operator, which neither removed it nor touched it with a later due time. Correct the operator.");
            }
        }

        return true;
    }

    /// <summary>Adds an entry that was read from its row.</summary>
    private void Admit(LiveEntry<TKey, TState> entry)
    {
        _entries.Add(entry.Key, entry);
        Enlist(entry);
        entry.AssertLegal();
    }

    private void Enlist(LiveEntry<TKey, TState> entry)
    {
        entry.IsLive = true;
        _clock.Add(entry);
        _due.Add(entry, entry.DueMs);
        _share.Grow(HeldCount);
    }

    /// <summary>Discards a removed entry that has no row.</summary>
    private void Drop(LiveEntry<TKey, TState> entry)
    {
        _removed--;
        _entries.Remove(entry.Key);
        _unwrittenKeys?.Remove(_rows.KeyBytes(entry.Key));
    }

    private void MarkDirty(LiveEntry<TKey, TState> entry)
    {
        if (!entry.IsDirty)
        {
            // The key's next changelog record replaces the previous one, so its row need not be written in between.
            _unwritten.Remove(entry);
            _dirty.Add(entry);
            _unwrittenKeys?.Add(_rows.KeyBytes(entry.Key), entry.Key);
        }
    }
}
