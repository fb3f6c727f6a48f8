namespace ClickstreamAnalysis.State;

/// <summary>
/// State per key with a due time: what sessions, funnels and windows live in. Entries in use are objects in memory; rows are
/// written at commit and read on a miss; a time index finds what is due without looking at what is not.
/// </summary>
internal sealed class ExpiringTable<TKey, TState> : TaskStore
    where TKey : notnull
{
    public override string Name => throw new NotImplementedException();

    public override bool IsDirty => throw new NotImplementedException();

    /// <summary>The entry of this key, from memory or from its row; null when there is none.</summary>
    public LiveEntry<TKey, TState>? Find(TKey key) => throw new NotImplementedException();

    /// <summary>A new, dirty entry for a key that has none (ask <see cref="Find"/> first).</summary>
    public LiveEntry<TKey, TState> Add(TKey key, TState state, long dueMs) => throw new NotImplementedException();

    /// <summary>The entry's state was changed in place: it is dirty, and due at this time from now on.</summary>
    public void Touch(LiveEntry<TKey, TState> entry, long dueMs) => throw new NotImplementedException();

    /// <summary>The entry is over: it and its row go.</summary>
    public void Remove(LiveEntry<TKey, TState> entry) => throw new NotImplementedException();

    /// <summary>Hands over every entry, in memory or not, whose due time is before <paramref name="streamTimeMs"/>, earliest first.</summary>
    public void Advance(long streamTimeMs, IExpiryHandler<TKey, TState> handler) => throw new NotImplementedException();

    /// <summary>The latest due time of any entry, in memory or not; null when the table is empty. Looks at every entry.</summary>
    public long? LatestDueMs() => throw new NotImplementedException();

    public override void Flush(StateBatch batch, IChangelogWriter? changelog) => throw new NotImplementedException();

    public override void Committed() => throw new NotImplementedException();

    public override void Discard() => throw new NotImplementedException();

    public override void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue) => throw new NotImplementedException();

    public override void Wipe(StateBatch batch) => throw new NotImplementedException();
}
