using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis;

/// <summary>A value per key and window, for as long as the windows are retained. Make one by <see cref="Stores.Window"/>.</summary>
/// <remarks>
/// A window is known by its start. Once stream time is past start + <see cref="Retention"/>, the window is gone: it is not found,
/// and cannot be put any more. All times are milliseconds since 1970.
/// </remarks>
/// <typeparam name="TKey">Keys: equal when their bytes are equal. Byte arrays are compared by what is in them.</typeparam>
/// <typeparam name="TValue">Values; never null.</typeparam>
public interface IWindowStore<TKey, TValue> : IStateStore
    where TKey : notnull
{
    /// <summary>How long after its start a window is kept, in stream time.</summary>
    TimeSpan Retention { get; }

    /// <summary>Looks one window of a key up.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStartMs">The start of the window.</param>
    /// <param name="value">Its value; the type's default when there is none. To change it in place, put it again afterwards (see <see cref="IStateStore"/>).</param>
    /// <returns>Whether the window has a value.</returns>
    bool TryFetch(TKey key, long windowStartMs, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Sets the value of a window.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStartMs">The start of the window.</param>
    /// <param name="value">The value, which the store keeps as an object: put it again after a change in place.</param>
    /// <returns>False when the window is past its retention: nothing is stored then.</returns>
    /// <exception cref="ArgumentNullException">The key or the value is null.</exception>
    bool Put(TKey key, long windowStartMs, TValue value);

    /// <summary>Removes a window.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStartMs">The start of the window.</param>
    /// <returns>Whether it had a value.</returns>
    bool Delete(TKey key, long windowStartMs);

    /// <summary>The windows of one key, by their start.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="fromMs">The first start; inclusive.</param>
    /// <param name="toMs">The last start; inclusive.</param>
    /// <returns>The store as it is when the enumeration begins; the store may be changed meanwhile. End the enumeration by disposing it, as <c>foreach</c> does.</returns>
    IEnumerable<StoredWindow<TKey, TValue>> Fetch(TKey key, long fromMs, long toMs);

    /// <summary>The windows of every key, key by key, each key's by their start. Looks at every window that is retained.</summary>
    /// <param name="fromMs">The first start; inclusive.</param>
    /// <param name="toMs">The last start; inclusive.</param>
    /// <returns>As for <see cref="Fetch(TKey,long,long)"/>.</returns>
    IEnumerable<StoredWindow<TKey, TValue>> FetchAll(long fromMs, long toMs);

    /// <inheritdoc cref="TryFetch(TKey,long,out TValue)"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStart">The start of the window; whole milliseconds, a fraction is cut off.</param>
    /// <param name="value">Its value; the type's default when there is none. To change it in place, put it again afterwards (see <see cref="IStateStore"/>).</param>
    bool TryFetch(TKey key, DateTimeOffset windowStart, [MaybeNullWhen(false)] out TValue value) =>
        TryFetch(key, windowStart.ToUnixTimeMilliseconds(), out value);

    /// <inheritdoc cref="Put(TKey,long,TValue)"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStart">The start of the window; whole milliseconds, a fraction is cut off.</param>
    /// <param name="value">The value, which the store keeps as an object: put it again after a change in place.</param>
    bool Put(TKey key, DateTimeOffset windowStart, TValue value) => Put(key, windowStart.ToUnixTimeMilliseconds(), value);

    /// <inheritdoc cref="Delete(TKey,long)"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStart">The start of the window; whole milliseconds, a fraction is cut off.</param>
    bool Delete(TKey key, DateTimeOffset windowStart) => Delete(key, windowStart.ToUnixTimeMilliseconds());

    /// <inheritdoc cref="Fetch(TKey,long,long)"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="from">The first start; inclusive.</param>
    /// <param name="to">The last start; inclusive.</param>
    IEnumerable<StoredWindow<TKey, TValue>> Fetch(TKey key, DateTimeOffset from, DateTimeOffset to) =>
        Fetch(key, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());

    /// <inheritdoc cref="FetchAll(long,long)"/>
    /// <param name="from">The first start; inclusive.</param>
    /// <param name="to">The last start; inclusive.</param>
    IEnumerable<StoredWindow<TKey, TValue>> FetchAll(DateTimeOffset from, DateTimeOffset to) =>
        FetchAll(from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
}
