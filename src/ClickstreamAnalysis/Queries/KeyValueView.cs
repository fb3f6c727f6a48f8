using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>The content of a key-value store in a <see cref="StateView"/>. Thread-safe.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values. Each read creates a new object.</typeparam>
public sealed class KeyValueView<TKey, TValue>
    where TKey : notnull
{
    private readonly ISerde<TKey> _keySerde;
    private readonly TableQuery<KeyValuePair<TKey, TValue>> _table;

    internal KeyValueView(StateView view, string store)
    {
        var (sub, builder) = view.Catalog.Find<KeyValueStoreBuilder<TKey, TValue>>(store, $"KeyValue<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TValue))}>");
        _keySerde = builder.KeySerde;
        _table = new(view, sub, store, row => new(row.KeyAs(builder.KeySerde), row.ValueAs(builder.ValueSerde)));
    }

    /// <summary>Finds the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The value, or why there is none.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<TValue> Find(TKey key)
    {
        var bytes = KeyBytes.Of(_keySerde, key);
        return _table.Find(bytes, bytes).Select(static pair => pair.Value);
    }

    /// <summary>Reads the keys of a range, in the order of their bytes within each partition.</summary>
    /// <param name="from">The first key; inclusive.</param>
    /// <param name="to">The last key; inclusive.</param>
    /// <returns>Keys and values.</returns>
    /// <exception cref="ArgumentNullException">A key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<KeyValuePair<TKey, TValue>> Range(TKey from, TKey to) => _table.Scan(KeyBytes.Of(_keySerde, from), [.. KeyBytes.Of(_keySerde, to), 0]);

    /// <summary>Reads all keys, in the order of their bytes within each partition.</summary>
    /// <returns>Keys and values.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<KeyValuePair<TKey, TValue>> All() => _table.Scan([], []);
}
