using System.Diagnostics;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State.Entries;

/// <summary>An entry of an <see cref="ExpiringTable{TKey,TState}"/> in memory. Its legal states are those of <see cref="EntryStatus"/>.</summary>
/// <remarks>
/// Operators change <see cref="State"/> in place and then call <see cref="ExpiringTable{TKey,TState}.Touch"/>. A reference is valid until
/// the task's next commit or the entry's removal.
/// </remarks>
internal sealed class LiveEntry<TKey, TState>
    where TKey : notnull
{
    // Flags that most events neither read nor write; the others are fields.
    private EntryFlags _flags;

    internal LiveEntry(TKey key) => Key = key;

    public TKey Key { get; private set; }

    /// <summary>The state; a field, so that a struct can be changed in place.</summary>
    public TState State = default!;

    /// <summary>The entry is due when stream time is past this time, in milliseconds since 1970.</summary>
    public long DueMs { get; internal set; }

    /// <summary>The entry's time in the due queue; never after <see cref="DueMs"/>.</summary>
    internal long QueuedAtMs { get; set; }

    /// <summary>The time of the row in the index, if there is a row; never after the row's due time.</summary>
    internal long IndexedAtMs { get; set; }

    /// <summary>The entry's slot in the due queue, or null; followed by its neighbors in the slot.</summary>
    internal DueSlot<TKey, TState>? Slot { get; set; }

    internal LiveEntry<TKey, TState>? NextInSlot { get; set; }

    internal LiveEntry<TKey, TState>? PreviousInSlot { get; set; }

    /// <summary>The next entry in the list of dirty entries or in the write-back queue; an entry is in one of them at most.</summary>
    internal LiveEntry<TKey, TState>? Next { get; set; }

    /// <summary>The entry before this one in the write-back queue.</summary>
    internal LiveEntry<TKey, TState>? Previous { get; set; }

    /// <summary>The commit generation of the entry's last change, while its row is older; its lower 32 bits.</summary>
    internal int UnwrittenSince { get; set; }

    /// <summary>The index in the eviction clock.</summary>
    internal int ClockSlot { get; set; }

    /// <summary>The size of the key and the state when they were last written, as <see cref="LiveShare"/> noted it; 0 when it did not.</summary>
    internal int NotedBytes { get; set; }

    /// <summary>Whether a row exists, of this or an earlier state.</summary>
    internal bool HasRow
    {
        get => Has(EntryFlags.HasRow);
        set => Set(EntryFlags.HasRow, value);
    }

    /// <summary>Whether the index row may hold a copy of the row, which must be removed when the row changes.</summary>
    internal bool IsCovered
    {
        get => Has(EntryFlags.IsCovered);
        set => Set(EntryFlags.IsCovered, value);
    }

    /// <summary>Whether the changelog holds a record of the entry.</summary>
    internal bool IsLogged
    {
        get => Has(EntryFlags.IsLogged);
        set => Set(EntryFlags.IsLogged, value);
    }

    /// <summary>Whether the entry changed since the last commit.</summary>
    internal bool IsDirty { get; set; }

    /// <summary>Whether the entry is committed, but not yet written to its row.</summary>
    internal bool IsUnwritten
    {
        get => Has(EntryFlags.IsUnwritten);
        set => Set(EntryFlags.IsUnwritten, value);
    }

    /// <summary>False after the entry was removed or evicted.</summary>
    internal bool IsLive { get; set; }

    /// <summary>Whether the entry was removed and then added again as another object, which owns the row now.</summary>
    internal bool IsSuperseded
    {
        get => Has(EntryFlags.IsSuperseded);
        set => Set(EntryFlags.IsSuperseded, value);
    }

    /// <summary>Whether the entry was used since the eviction clock last passed it.</summary>
    internal bool IsReferenced { get; set; }

    /// <summary>The status that the flags express.</summary>
    internal EntryStatus Status => (IsLive, IsDirty, IsUnwritten, IsSuperseded) switch
    {
        (true, false, false, false) => HasRow && IsPlaced ? EntryStatus.Clean : EntryStatus.Illegal,
        (true, true, false, false) => IsPlaced ? EntryStatus.Dirty : EntryStatus.Illegal,
        (true, false, true, false) => IsPlaced ? EntryStatus.Unwritten : EntryStatus.Illegal,
        (false, true, false, false) => Slot is null ? EntryStatus.Removed : EntryStatus.Illegal,
        (false, false, true, false) => HasRow && Slot is null ? EntryStatus.RemovedUnwritten : EntryStatus.Illegal,
        (false, true, false, true) => EntryStatus.Superseded,
        (false, false, false, _) => Slot is null ? EntryStatus.Gone : EntryStatus.Illegal,
        _ => EntryStatus.Illegal,
    };

    /// <summary>Whether the due queue holds the entry at or before its due time.</summary>
    private bool IsPlaced => QueuedAtMs <= DueMs;

    /// <summary>In debug builds: checks the flags after an operation of the table.</summary>
    [Conditional("DEBUG")]
    internal void AssertLegal()
    {
        if (Status == EntryStatus.Illegal)
        {
            Debug.Fail(
                "The flags of the entry contradict each other.",
                $"live {IsLive}, dirty {IsDirty}, unwritten {IsUnwritten}, row {HasRow}, superseded {IsSuperseded}, in a slot {Slot is not null}, queued {QueuedAtMs}, due {DueMs}");
        }
    }

    /// <summary>Reuses an evicted entry for another key.</summary>
    internal void BecomeOf(TKey key)
    {
        Key = key;
        IndexedAtMs = 0;
        HasRow = IsCovered = IsLogged = IsSuperseded = IsReferenced = false;
    }

    private bool Has(EntryFlags flag) => (_flags & flag) != 0;

    private void Set(EntryFlags flag, bool isSet) => _flags = isSet ? _flags | flag : _flags & ~flag;
}
