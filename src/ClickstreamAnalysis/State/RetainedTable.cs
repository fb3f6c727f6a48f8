using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.State;

/// <summary>What window and session stores share: values that go when stream time is past their retention.</summary>
internal abstract class RetainedTable<TKey, TValue> : TaskStore, IExpiryHandler<TKey, TValue>
    where TKey : notnull
{
    private long _streamTimeMs = long.MinValue;

    protected RetainedTable(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, TimeSpan retention, StoreContext context)
    {
        Retention = retention;
        Table = new ExpiringTable<TKey, TValue>(name, keySerde, valueSerde, context);
    }

    public override string Name => Table.Name;

    public override bool IsDirty => Table.IsDirty;

    public override bool FollowsStreamTime => true;

    public TimeSpan Retention { get; }

    protected ExpiringTable<TKey, TValue> Table { get; }

    public override void AdvanceStreamTime(long streamTimeMs)
    {
        if (streamTimeMs > _streamTimeMs)
        {
            _streamTimeMs = streamTimeMs;
            Table.Advance(streamTimeMs, this);
        }
    }

    void IExpiryHandler<TKey, TValue>.OnDue(LiveEntry<TKey, TValue> entry) => Table.Remove(entry);

    public override void Flush(IChangelogWriter? changelog) => Table.Flush(changelog);

    public override void Committed(long generation) => Table.Committed(generation);

    public override void WriteBack(StateBatch batch, long upToGeneration) => Table.WriteBack(batch, upToGeneration);

    public override void Discard()
    {
        Table.Discard();
        _streamTimeMs = long.MinValue;
    }

    public override void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue) =>
        Table.Restore(batch, key, value, hasValue);

    public override void Wipe(StateBatch batch)
    {
        Table.Wipe(batch);
        _streamTimeMs = long.MinValue;
    }

    protected bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var entry = Table.Find(key);
        value = entry is null ? default : entry.State;
        return entry is not null;
    }

    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeMs">The time from which retention counts.</param>
    protected bool TryPut(TKey key, TValue value, long timeMs)
    {
        ArgumentNullException.ThrowIfNull(value);
        var dueMs = LastRetainedMs(timeMs);
        if (dueMs < _streamTimeMs)
        {
            return false;
        }

        if (Table.Find(key) is { } entry)
        {
            entry.State = value;
            Table.Touch(entry, dueMs);
        }
        else
        {
            Table.Add(key, value, dueMs);
        }

        return true;
    }

    protected bool TryRemove(TKey key)
    {
        var entry = Table.Find(key);
        if (entry is not null)
        {
            Table.Remove(entry);
        }

        return entry is not null;
    }

    private long LastRetainedMs(long timeMs)
    {
        var retentionMs = (long)Retention.TotalMilliseconds;
        return timeMs > long.MaxValue - retentionMs ? long.MaxValue : timeMs + retentionMs;
    }
}
