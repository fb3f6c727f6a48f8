using System.Diagnostics;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>
/// State per key with a due time: what sessions, funnels and windows live in. Entries in use are objects in memory; a commit
/// tells the changelog; rows are written some time later, and read on a miss; a time index finds what is due without looking at
/// what is not.
/// </summary>
/// <remarks>
/// What begins and ends before its row was written never reaches the database. The index is lazy on both levels. A row's place in
/// it is written with the row; when the due time moves later the place stays where it is, and is put right by the next write after
/// stream time has passed it. So place ≤ due time always holds, and nothing due is ever missed.
/// </remarks>
internal sealed partial class ExpiringTable<TKey, TState> : TaskStore
    where TKey : notnull
{
    private const int RoomWorthGivingBack = 256;

    private readonly Dictionary<TKey, LiveEntry<TKey, TState>> _entries = new(KeyEquality<TKey>.Comparer);
    private readonly DueQueue<TKey, TState> _due = new();
    private readonly EvictionClock<TKey, TState> _clock = new();
    private readonly ExpiringRows<TKey, TState> _rows;
    private readonly DirtyList<TKey, TState> _dirty = new();
    private readonly WriteBackQueue<TKey, TState> _unwritten = new();
    private readonly SpareEntries<TKey, TState> _spare;
    private readonly LiveShare _share;

    private UnwrittenKeys<TKey>? _unwrittenKeys;

    // Removed, and not yet forgotten: the commit, or the deletion of the row, is still to come.
    private int _removed;
    private long _advancedToMs = long.MinValue;
    private bool _isAdvancing;

    /// <param name="name">The store's name.</param>
    /// <param name="keySerde">Keys.</param>
    /// <param name="stateSerde">States.</param>
    /// <param name="context">Where the store lives.</param>
    /// <param name="hasDueTimes">Whether entries are ever due. If not, there is no index, and due times are not kept.</param>
    public ExpiringTable(string name, ISerde<TKey> keySerde, ISerde<TState> stateSerde, StoreContext context, bool hasDueTimes = true)
    {
        Name = name;
        _share = new LiveShare(context);
        _spare = context.ChecksOwnership ? new SpareEntries<TKey, TState>(most: 0) : new SpareEntries<TKey, TState>();
        _rows = new ExpiringRows<TKey, TState>(name, keySerde, stateSerde, context, hasDueTimes, _share, _spare);
    }

    public override string Name { get; }

    public override bool IsDirty => _dirty.First is not null;

    /// <summary>Entries in memory.</summary>
    public int LiveCount => _clock.Count;

    /// <summary>Objects in memory: entries, and what is left of removed ones.</summary>
    private int HeldCount => _clock.Count + _removed;

    /// <summary>The entry of this key, from memory or from its row; null when there is none.</summary>
    /// <remarks>Not to be called while <see cref="Advance"/> hands over entries.</remarks>
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

    /// <summary>A new, dirty entry for a key that has none (ask <see cref="Find"/> first).</summary>
    /// <remarks>Not to be called while <see cref="Advance"/> hands over entries.</remarks>
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

            // Its removal, if committed, is not in the row yet. The next commit tells the changelog of the key again, whatever
            // becomes of this entry, so nothing is lost when the database never hears of the removal itself.
            _unwritten.Remove(former);
        }

        slot = entry;
        Enlist(entry);
        MarkDirty(entry);
        return entry;
    }

    /// <summary>The entry's state was changed in place: it is dirty, and due at this time from now on.</summary>
    public void Touch(LiveEntry<TKey, TState> entry, long dueMs)
    {
        Debug.Assert(entry.IsLive, "The entry is gone.");
        entry.DueMs = dueMs;
        entry.IsReferenced = true;
        if (dueMs < entry.QueuedAtMs)
        {
            _due.MoveEarlier(entry, dueMs);
        }

        MarkDirty(entry);
    }

    /// <summary>The entry is over: it and its row go.</summary>
    public void Remove(LiveEntry<TKey, TState> entry)
    {
        Debug.Assert(entry.IsLive, "The entry is gone.");
        entry.IsLive = false;
        _clock.Remove(entry);
        _due.Forget(entry);
        _removed++;

        // It stays in the dictionary as long as its row is there, which must not be found.
        MarkDirty(entry);
    }

    /// <summary>Hands over the entries, in memory or not, whose due time is before <paramref name="streamTimeMs"/>, earliest first.</summary>
    /// <param name="streamTimeMs">The time.</param>
    /// <param name="handler">Takes them.</param>
    /// <param name="most">How many to hand over at most; what was handed over is taken off.</param>
    /// <returns>Whether that was all; if not, call it again.</returns>
    /// <exception cref="InvalidOperationException">The handler neither removed an entry nor touched it with a later due time.</exception>
    public bool Advance(long streamTimeMs, IExpiryHandler<TKey, TState> handler, ref int most)
    {
        _advancedToMs = Math.Max(_advancedToMs, streamTimeMs);
        while (_rows.MayBeDueBefore(streamTimeMs))
        {
            // Entries in memory that are due no later than anything outside go first, so that no more is loaded than can be handed over.
            // That includes those of the same time: when all are due at once, waiting for the others would load every one of them.
            if (!HandOver(Math.Min(streamTimeMs, _rows.FirstMs + 1), handler, ref most) || most <= 0)
            {
                return false;
            }

            _rows.LoadDue(streamTimeMs, ref most, _entries, Admit);
        }

        return HandOver(streamTimeMs, handler, ref most);
    }

    /// <summary>
    /// The latest due time of any entry, in memory or not; null when there is none. Entries due at <see cref="long.MaxValue"/> stay
    /// for ever and are left out. Looks at every entry.
    /// </summary>
    public long? LatestDueMs()
    {
        long? latest = null;
        foreach (var entry in _clock.Entries)
        {
            latest = entry.DueMs == long.MaxValue ? latest : Math.Max(latest ?? long.MinValue, entry.DueMs);
        }

        var outside = _rows.AllAreLive ? null : _rows.Scans.LatestDueMs(_entries);
        return Nullable.Compare(latest, outside) > 0 ? latest : outside;
    }

    /// <summary>
    /// Keys and states in the order of the keys' bytes, uncommitted changes included, as they are when the enumeration begins.
    /// </summary>
    /// <param name="from">The bytes of the first key; inclusive.</param>
    /// <param name="toExclusive">Where to end; empty for the end of the table.</param>
    public IEnumerable<KeyValuePair<TKey, TState>> Scan(byte[] from, byte[] toExclusive) =>
        _rows.Scans.Between(from, toExclusive, () => UnwrittenBetween(from, toExclusive));

    /// <summary>The bytes of a key, as they stand in <see cref="Scan"/>'s order.</summary>
    public byte[] KeyBytes(TKey key) => _rows.KeyBytes(key);

    /// <summary>How many entries the changelog did not take.</summary>
    public long Rejected { get; private set; }

    public override void Flush(IChangelogWriter? changelog)
    {
        for (var entry = changelog is null ? null : _dirty.First; entry is not null; entry = entry.NextDirty)
        {
            if (entry.IsLive && !_rows.TryLog(changelog!, entry))
            {
                // State that its changelog lacks would be gone after the next restoration, so it goes now.
                Remove(entry);
                Rejected++;
            }

            if (!entry.IsLive && entry.IsLogged && !entry.IsSuperseded)
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
                // The due queue may keep the entry for a while, but its state need not stay for that.
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
        }
    }

    public override void WriteBack(StateBatch batch, long upToGeneration)
    {
        Debug.Assert(!IsDirty, "Who is dirty must not leave memory.");
        var most = int.MaxValue;
        WriteBackPart(batch, upToGeneration, ref most);
        EvictCold(batch);
    }

    public override void WriteBackPart(StateBatch batch, long upToGeneration, ref int most)
    {
        var isShort = HeldCount > _share.MaxEntries(HeldCount);
        for (; most > 0 && _unwritten.First is { } entry && entry.UnwrittenSince <= upToGeneration; most--)
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
        _share.Report(0);
        _dirty.Clear();
        _unwrittenKeys = null;
        _advancedToMs = long.MinValue;
        _isAdvancing = false;
    }

    public override void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        Debug.Assert(_entries.Count == 0, "Restore comes before the first use.");
        _rows.Restore(batch, key, value, hasValue);
    }

    public override void Wipe(StateBatch batch)
    {
        Discard();
        _rows.Wipe(batch);
    }

    private List<UnwrittenChange<TKey, TState>> UnwrittenBetween(byte[] from, byte[] toExclusive)
    {
        // Most stores are never scanned, so the order of keys is kept only from the first scan on.
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
                    $"The store '{Name}' handed over a due entry that was neither removed nor touched with a later due time. This is a mistake in the operator.");
            }
        }

        return true;
    }

    /// <summary>Takes an entry that was outside memory.</summary>
    private void Admit(LiveEntry<TKey, TState> entry)
    {
        _entries.Add(entry.Key, entry);
        Enlist(entry);
    }

    private void Enlist(LiveEntry<TKey, TState> entry)
    {
        entry.IsLive = true;
        _clock.Add(entry);
        _due.Add(entry, entry.DueMs);
        _share.Grow(HeldCount);
    }

    /// <summary>Nothing is left of an entry that was removed: it has no row that could be found.</summary>
    private void Drop(LiveEntry<TKey, TState> entry)
    {
        _removed--;
        _entries.Remove(entry.Key);
        _unwrittenKeys?.Remove(_rows.KeyBytes(entry.Key));
    }

    private void MarkDirty(LiveEntry<TKey, TState> entry)
    {
        if (_dirty.TryAdd(entry))
        {
            // Its next record in the changelog makes the one before it superfluous, and so its row need not be written in between.
            _unwritten.Remove(entry);
            _unwrittenKeys?.Add(_rows.KeyBytes(entry.Key), entry.Key);
        }
    }

    private void EvictCold(StateBatch batch)
    {
        var most = _share.MaxEntries(HeldCount);
        while (HeldCount > most && _clock.NextVictim() is { } entry)
        {
            _rows.Release(batch, entry);
            _unwritten.Remove(entry);
            _unwrittenKeys?.Remove(_rows.KeyBytes(entry.Key));
            entry.IsLive = false;
            _clock.Remove(entry);
            _entries.Remove(entry.Key);
            _due.Forget(entry);
            entry.State = default!;
            _spare.Return(entry, _clock.Count);
        }

        _share.Report(HeldCount);
        GiveBackRoom();
    }

    /// <summary>After a peak the tables are much larger than what is in them.</summary>
    private void GiveBackRoom()
    {
        if (_entries.Capacity > RoomWorthGivingBack && _entries.Capacity / 4 > _entries.Count)
        {
            _entries.TrimExcess(2 * _entries.Count);
            _clock.TrimExcess();
        }
    }
}
