using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>What window and session stores share: values that go when stream time is past their retention.</summary>
internal abstract class RetainedTable<TKey, TValue> : TaskStore, IExpiryHandler<TKey, TValue>
    where TKey : notnull
{
    // Millions can pass their retention at once, and what is removed takes memory until the commit. The others wait, hidden.
    private const int RemovedAtOnce = 64;

    private readonly OwnershipCheck<TKey, TValue>? _check;

    private long _streamTimeMs = long.MinValue;
    private bool _hasMoreDue;

    protected RetainedTable(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, TimeSpan retention, StoreContext context)
    {
        Retention = retention;
        Table = new ExpiringTable<TKey, TValue>(name, keySerde, valueSerde, context);
        _check = OwnershipCheck<TKey, TValue>.Of(Table, valueSerde, context);
    }

    public override string Name => Table.Name;

    public override bool IsDirty => Table.IsDirty;

    public override bool FollowsStreamTime => true;

    public TimeSpan Retention { get; }

    protected ExpiringTable<TKey, TValue> Table { get; }

    public override void AdvanceStreamTime(long streamTimeMs)
    {
        if (streamTimeMs > _streamTimeMs || _hasMoreDue)
        {
            _streamTimeMs = Math.Max(streamTimeMs, _streamTimeMs);
            var most = RemovedAtOnce;
            _hasMoreDue = !Table.Advance(_streamTimeMs, this, ref most);
        }
    }

    void IExpiryHandler<TKey, TValue>.OnDue(LiveEntry<TKey, TValue> entry) => Table.Remove(entry);

    public override void CheckOwnership() => _check?.Commit();

    public override void Flush(IChangelogWriter? changelog) => Table.Flush(changelog);

    public override void Committed(long generation) => Table.Committed(generation);

    public override void WriteBack(StateBatch batch, long upToGeneration) => Table.WriteBack(batch, upToGeneration);

    public override void WriteBackPart(StateBatch batch, long upToGeneration, ref int most) =>
        Table.WriteBackPart(batch, upToGeneration, ref most);

    public override void Discard()
    {
        Table.Discard();
        _check?.Clear();
        ForgetTime();
    }

    public override void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue) =>
        Table.Restore(batch, key, value, hasValue);

    public override void Wipe(StateBatch batch)
    {
        Table.Wipe(batch);
        _check?.Clear();
        ForgetTime();
    }

    /// <param name="timeMs">The time from which retention counts.</param>
    protected bool IsRetained(long timeMs) => LastRetainedMs(timeMs) >= _streamTimeMs;

    protected bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var entry = FindRetained(key);
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
            entry = Table.Add(key, value, dueMs);
        }

        _check?.Put(entry);
        return true;
    }

    protected bool TryRemove(TKey key)
    {
        var entry = FindRetained(key);
        if (entry is not null)
        {
            Table.Remove(entry);
        }

        return entry is not null;
    }

    protected IEnumerable<KeyValuePair<TKey, TValue>> Scan(byte[] from, byte[] toExclusive)
    {
        _check?.Enumerate();
        return Table.Scan(from, toExclusive);
    }

    private LiveEntry<TKey, TValue>? FindRetained(TKey key)
    {
        var entry = Table.Find(key);
        if (entry is null || entry.DueMs < _streamTimeMs)
        {
            return null;
        }

        _check?.Read(entry);
        return entry;
    }

    private void ForgetTime()
    {
        _streamTimeMs = long.MinValue;
        _hasMoreDue = false;
    }

    private long LastRetainedMs(long timeMs)
    {
        var retentionMs = (long)Retention.TotalMilliseconds;
        return timeMs > long.MaxValue - retentionMs ? long.MaxValue : timeMs + retentionMs;
    }
}
