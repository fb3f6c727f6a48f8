using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>The base of window and session stores: removes values when stream time is past their retention.</summary>
/// <param name="name">The store's name.</param>
/// <param name="keySerde">The serde of the keys.</param>
/// <param name="valueSerde">The serde of the values.</param>
/// <param name="retention">How long a value is kept, in stream time.</param>
/// <param name="context">The task that the store belongs to.</param>
internal abstract class RetainedStore<TKey, TValue>(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, TimeSpan retention, StoreContext context)
    : TableStore<TKey, TValue>(name, keySerde, valueSerde, context, hasDueTimes: true), IExpiryHandler<TKey, TValue>
    where TKey : notnull
{
    // Millions of values can expire at once, and removed values occupy memory until the commit. The rest stay in the store, but are not found.
    private const int RemovedAtOnce = 64;

    private long _streamTimeMs = long.MinValue;
    private bool _hasMoreDue;

    public override bool FollowsStreamTime => true;

    public TimeSpan Retention { get; } = retention;

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

    protected override void ResetMemory()
    {
        _streamTimeMs = long.MinValue;
        _hasMoreDue = false;
    }

    /// <summary>Whether a value is within its retention.</summary>
    /// <param name="timeMs">The time from which retention counts.</param>
    protected bool IsRetained(long timeMs) => LastRetainedMs(timeMs) >= _streamTimeMs;

    protected bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var entry = FindRetained(key);
        value = entry is null ? default : entry.State;
        return entry is not null;
    }

    /// <summary>Sets a value unless its retention has passed.</summary>
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

        Check?.Put(entry);
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

    private LiveEntry<TKey, TValue>? FindRetained(TKey key)
    {
        var entry = Table.Find(key);
        if (entry is null || entry.DueMs < _streamTimeMs)
        {
            return null;
        }

        Check?.Read(entry);
        return entry;
    }

    private long LastRetainedMs(long timeMs)
    {
        var retentionMs = (long)Retention.TotalMilliseconds;
        return timeMs > long.MaxValue - retentionMs ? long.MaxValue : timeMs + retentionMs;
    }
}
