using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State.Entries;

/// <summary>One entry of an <see cref="ExpiringTable{TKey,TState}"/> that is in memory.</summary>
/// <remarks>
/// Operators change <see cref="State"/> in place and then say so by <see cref="ExpiringTable{TKey,TState}.Touch"/>. A reference
/// is good until the task's next commit or the entry's removal.
/// </remarks>
internal sealed class LiveEntry<TKey, TState>
    where TKey : notnull
{
    internal LiveEntry(TKey key) => Key = key;

    public TKey Key { get; private set; }

    /// <summary>A field, so that a struct can be changed in place.</summary>
    public TState State = default!;

    /// <summary>The entry is due once stream time is past this.</summary>
    public long DueMs { get; internal set; }

    /// <summary>The time of the one place in the due queue that counts; never after <see cref="DueMs"/>.</summary>
    internal long QueuedAtMs { get; set; }

    /// <summary>The time under which the index holds the row, when there is one; never after the row's due time.</summary>
    internal long IndexedAtMs { get; set; }

    /// <summary>The slot of the due queue that the entry lies in, if it does, and its neighbours there.</summary>
    internal DueSlot<TKey, TState>? Slot { get; set; }

    internal LiveEntry<TKey, TState>? NextInSlot { get; set; }

    internal LiveEntry<TKey, TState>? PreviousInSlot { get; set; }

    /// <summary>The entry that became dirty after this one.</summary>
    internal LiveEntry<TKey, TState>? NextDirty { get; set; }

    /// <summary>The neighbours in the write-back queue.</summary>
    internal LiveEntry<TKey, TState>? NextUnwritten { get; set; }

    internal LiveEntry<TKey, TState>? PreviousUnwritten { get; set; }

    /// <summary>The generation of commits in which the entry changed last, when its row does not say so.</summary>
    internal long UnwrittenSince { get; set; }

    /// <summary>The place in the eviction clock.</summary>
    internal int ClockSlot { get; set; }

    /// <summary>A row exists, of this or of an earlier commit.</summary>
    internal bool HasRow { get; set; }

    /// <summary>The index row may hold a copy of the row, which must go when the row changes.</summary>
    internal bool IsCovered { get; set; }

    /// <summary>The changelog holds a record of it.</summary>
    internal bool IsLogged { get; set; }

    /// <summary>Changed since the last commit.</summary>
    internal bool IsDirty { get; set; }

    /// <summary>Not changed since the last commit, but not yet in its row.</summary>
    internal bool IsUnwritten { get; set; }

    /// <summary>False once the entry was removed or left memory.</summary>
    internal bool IsLive { get; set; }

    /// <summary>Removed, and then added again as another object, which took over the row.</summary>
    internal bool IsSuperseded { get; set; }

    /// <summary>Used since the eviction clock last came by.</summary>
    internal bool IsReferenced { get; set; }

    /// <summary>Makes the entry of another key of one that has left memory.</summary>
    internal void BecomeOf(TKey key)
    {
        Key = key;
        IndexedAtMs = 0;
        HasRow = IsCovered = IsLogged = IsSuperseded = IsReferenced = false;
    }
}
