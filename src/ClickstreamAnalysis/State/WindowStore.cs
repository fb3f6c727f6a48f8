using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>A window store on a table whose entries are due when their retention ends.</summary>
internal sealed class WindowStore<TKey, TValue>(
    string name,
    ISerde<TKey> keySerde,
    ISerde<TValue> valueSerde,
    TimeSpan retention,
    StoreContext context)
    : RetainedStore<WindowKey<TKey>, TValue>(name, new WindowKeySchema<TKey>(keySerde), valueSerde, retention, context), IWindowStore<TKey, TValue>
    where TKey : notnull
{
    public override Type Interface => typeof(IWindowStore<TKey, TValue>);

    public bool TryFetch(TKey key, long windowStartMs, [MaybeNullWhen(false)] out TValue value) =>
        TryGet(Named(key, windowStartMs), out value);

    public bool Put(TKey key, long windowStartMs, TValue value) => TryPut(Named(key, windowStartMs), value, windowStartMs);

    public bool Delete(TKey key, long windowStartMs) => TryRemove(Named(key, windowStartMs));

    public IEnumerable<StoredWindow<TKey, TValue>> Fetch(TKey key, long fromMs, long toMs) =>
        Retained(Scan(Table.KeyBytes(Named(key, fromMs)), [.. Table.KeyBytes(Named(key, toMs)), 0]));

    public IEnumerable<StoredWindow<TKey, TValue>> FetchAll(long fromMs, long toMs) =>
        Retained(Scan([], [])).Where(window => window.StartMs >= fromMs && window.StartMs <= toMs);

    private IEnumerable<StoredWindow<TKey, TValue>> Retained(IEnumerable<KeyValuePair<WindowKey<TKey>, TValue>> pairs) =>
        pairs.Where(pair => IsRetained(pair.Key.StartMs)).Select(static pair => new StoredWindow<TKey, TValue>(pair.Key.Key, pair.Key.StartMs, pair.Value));

    private static WindowKey<TKey> Named(TKey key, long startMs)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new WindowKey<TKey>(key, startMs);
    }
}
