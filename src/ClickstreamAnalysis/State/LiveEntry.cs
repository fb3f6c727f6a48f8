namespace ClickstreamAnalysis.State;

/// <summary>One entry of an <see cref="ExpiringTable{TKey,TState}"/> that is in memory.</summary>
/// <remarks>
/// Operators change <see cref="State"/> in place and then say so by <see cref="ExpiringTable{TKey,TState}.Touch"/>. A reference
/// is good until the task's next commit or the entry's removal.
/// </remarks>
internal sealed class LiveEntry<TKey, TState>
    where TKey : notnull
{
    internal LiveEntry(TKey key) => Key = key;

    public TKey Key { get; }

    /// <summary>A field, so that a struct can be changed in place.</summary>
    public TState State = default!;

    /// <summary>The entry is due once stream time is past this.</summary>
    public long DueMs { get; internal set; }
}
