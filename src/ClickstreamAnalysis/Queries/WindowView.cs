using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>The content of a window store in a <see cref="StateView"/>, without windows past their retention. Thread-safe.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values. Each read creates a new object.</typeparam>
public sealed class WindowView<TKey, TValue>
    where TKey : notnull
{
    private readonly ISerde<TKey> _keySerde;
    private readonly TableQuery<StoredWindow<TKey, TValue>?> _table;

    internal WindowView(StateView view, string store)
    {
        var (sub, builder) = view.Catalog.Find<WindowStoreBuilder<TKey, TValue>>(store, $"Window<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TValue))}>");
        _keySerde = builder.KeySerde;
        _table = new(view, sub, store, row =>
        {
            if (!row.IsRetained)
            {
                return null;
            }

            var key = row.KeyAs(new WindowKeySchema<TKey>(builder.KeySerde));
            return new StoredWindow<TKey, TValue>(key.Key, key.StartMs, row.TimedValueAs(builder.ValueSerde));
        });
    }

    /// <summary>Finds the value of one window.</summary>
    /// <param name="key">The key.</param>
    /// <param name="windowStart">The start of the window; fractions of a millisecond are truncated.</param>
    /// <returns>The value, or why there is none.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<TValue> Find(TKey key, DateTimeOffset windowStart) => _table
        .Find(KeyBytes.Of(_keySerde, key), Bytes(key, windowStart.ToUnixTimeMilliseconds()))
        .NotNull(static window => window.Value);

    /// <summary>Reads the windows of one key, in the order of their start.</summary>
    /// <param name="key">The key.</param>
    /// <param name="from">The first start; inclusive.</param>
    /// <param name="to">The last start; inclusive.</param>
    /// <returns>The windows. <see cref="StateScan{T}.Gaps"/> lists the partitions that are not here, of whatever key.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<StoredWindow<TKey, TValue>> Fetch(TKey key, DateTimeOffset from, DateTimeOffset to) =>
        _table.Scan(Bytes(key, from.ToUnixTimeMilliseconds()), [.. Bytes(key, to.ToUnixTimeMilliseconds()), 0]).NotNull();

    /// <summary>Reads the windows of all keys, in the order of keys' bytes and then of their start within each partition. Reads every row of the store.</summary>
    /// <param name="from">The first start; inclusive.</param>
    /// <param name="to">The last start; inclusive.</param>
    /// <returns>The windows.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<StoredWindow<TKey, TValue>> FetchAll(DateTimeOffset from, DateTimeOffset to) => _table.Scan([], []).NotNull()
        .Where(window => window.StartMs >= from.ToUnixTimeMilliseconds() && window.StartMs <= to.ToUnixTimeMilliseconds());

    private byte[] Bytes(TKey key, long startMs) => KeyBytes.Of(new WindowKeySchema<TKey>(_keySerde), new WindowKey<TKey>(key, startMs));
}
