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
    internal LiveEntry(TKey key) => Key = key;

    public TKey Key { get; private set; }

    /// <summary>A field, so that a struct can be changed in place.</summary>
    public TState State = default!;

    /// <summary>The entry is due when stream time is past this time, in milliseconds since 1970.</summary>
    public long DueMs { get; internal set; }

    /// <summary>The entry's time in the due queue; never after <see cref="DueMs"/>.</summary>
    internal long QueuedAtMs { get; set; }

    /// <summary>The time of the row in the index, when there is a row; never after the row's due time.</summary>
    internal long IndexedAtMs { get; set; }

    /// <summary>The entry's slot in the due queue, if it is in one; its neighbors there follow.</summary>
    internal DueSlot<TKey, TState>? Slot { get; set; }

    internal LiveEntry<TKey, TState>? NextInSlot { get; set; }

    internal LiveEntry<TKey, TState>? PreviousInSlot { get; set; }

    /// <summary>The entry that became dirty after this one.</summary>
    internal LiveEntry<TKey, TState>? NextDirty { get; set; }

    /// <summary>The neighbors in the write-back queue.</summary>
    internal LiveEntry<TKey, TState>? NextUnwritten { get; set; }

    internal LiveEntry<TKey, TState>? PreviousUnwritten { get; set; }

    /// <summary>The generation of commits of the entry's last change, while its row is older.</summary>
    internal long UnwrittenSince { get; set; }

    /// <summary>The index in the eviction clock.</summary>
    internal int ClockSlot { get; set; }

    /// <summary>A row exists, of this or an earlier state.</summary>
    internal bool HasRow { get; set; }

    /// <summary>The index row may hold a copy of the row, which must be removed when the row changes.</summary>
    internal bool IsCovered { get; set; }

    /// <summary>The changelog holds a record of it.</summary>
    internal bool IsLogged { get; set; }

    /// <summary>Changed since the last commit.</summary>
    internal bool IsDirty { get; set; }

    /// <summary>Committed, but not yet in its row.</summary>
    internal bool IsUnwritten { get; set; }

    /// <summary>False once the entry was removed or evicted.</summary>
    internal bool IsLive { get; set; }

    /// <summary>Removed, and then added again as another object, which took over the row.</summary>
    internal bool IsSuperseded { get; set; }

    /// <summary>Used since the eviction clock last passed it.</summary>
    internal bool IsReferenced { get; set; }

    /// <summary>The state that the flags express.</summary>
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

    /// <summary>The due queue holds the entry no later than it is due.</summary>
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
}
