using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis;

/// <summary>A store with one value per key and window, with a retention. Created by <see cref="Stores.Window"/>.</summary>
/// <remarks>
/// A window is identified by its start. It expires when stream time is past start + <see cref="Retention"/>: it can no longer be found or
/// put. Times are in milliseconds since 1970.
/// </remarks>
/// <typeparam name="TKey">The type of the keys. Keys are equal when their bytes are equal; byte arrays are compared by content.</typeparam>
/// <typeparam name="TValue">The type of the values, which are never null.</typeparam>
public interface IWindowStore<TKey, TValue> : IStateStore
    where TKey : notnull
{
    /// <summary>How long after its start a window is kept, in stream time.</summary>
    TimeSpan Retention { get; }

    /// <summary>Reads the value of one window.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStartMs">The start of the window.</param>
    /// <param name="value">
    /// Its value; the type's default when there is none. After a change in place, put the value again (see <see cref="IStateStore"/>).
    /// </param>
    /// <returns>Whether the window has a value.</returns>
    bool TryFetch(TKey key, long windowStartMs, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Sets the value of a window.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStartMs">The start of the window.</param>
    /// <param name="value">The value. The store keeps the object: put it again after a change in place.</param>
    /// <returns>False when the window has expired; nothing is stored.</returns>
    /// <exception cref="ArgumentNullException">The key or the value is null.</exception>
    bool Put(TKey key, long windowStartMs, TValue value);

    /// <summary>Removes a window.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStartMs">The start of the window.</param>
    /// <returns>Whether the window had a value.</returns>
    bool Delete(TKey key, long windowStartMs);

    /// <summary>Reads the windows of one key, ordered by their start.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="fromMs">The first start; inclusive.</param>
    /// <param name="toMs">The last start; inclusive.</param>
    /// <returns>
    /// The content of the store at the start of the enumeration; the store may be changed during it. Dispose the enumerator, as
    /// <c>foreach</c> does.
    /// </returns>
    IEnumerable<StoredWindow<TKey, TValue>> Fetch(TKey key, long fromMs, long toMs);

    /// <summary>Reads the windows of all keys, ordered by key and then by start. Scans every retained window.</summary>
    /// <param name="fromMs">The first start; inclusive.</param>
    /// <param name="toMs">The last start; inclusive.</param>
    /// <returns>As for <see cref="Fetch(TKey,long,long)"/>.</returns>
    IEnumerable<StoredWindow<TKey, TValue>> FetchAll(long fromMs, long toMs);

    /// <inheritdoc cref="TryFetch(TKey,long,out TValue)" path="/*[not(self::param[@name='key'] or self::param[@name='windowStart'] or self::param[@name='value'])]"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStart">The start of the window; fractions of a millisecond are truncated.</param>
    /// <param name="value">
    /// Its value; the type's default when there is none. After a change in place, put the value again (see <see cref="IStateStore"/>).
    /// </param>
    bool TryFetch(TKey key, DateTimeOffset windowStart, [MaybeNullWhen(false)] out TValue value) =>
        TryFetch(key, windowStart.ToUnixTimeMilliseconds(), out value);

    /// <inheritdoc cref="Put(TKey,long,TValue)" path="/*[not(self::param[@name='key'] or self::param[@name='windowStart'] or self::param[@name='value'])]"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStart">The start of the window; fractions of a millisecond are truncated.</param>
    /// <param name="value">The value. The store keeps the object: put it again after a change in place.</param>
    bool Put(TKey key, DateTimeOffset windowStart, TValue value) => Put(key, windowStart.ToUnixTimeMilliseconds(), value);

    /// <inheritdoc cref="Delete(TKey,long)" path="/*[not(self::param[@name='key'] or self::param[@name='windowStart'])]"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="windowStart">The start of the window; fractions of a millisecond are truncated.</param>
    bool Delete(TKey key, DateTimeOffset windowStart) => Delete(key, windowStart.ToUnixTimeMilliseconds());

    /// <inheritdoc cref="Fetch(TKey,long,long)" path="/*[not(self::param[@name='key'] or self::param[@name='from'] or self::param[@name='to'])]"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="from">The first start; inclusive.</param>
    /// <param name="to">The last start; inclusive.</param>
    IEnumerable<StoredWindow<TKey, TValue>> Fetch(TKey key, DateTimeOffset from, DateTimeOffset to) =>
        Fetch(key, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());

    /// <inheritdoc cref="FetchAll(long,long)" path="/*[not(self::param[@name='from'] or self::param[@name='to'])]"/>
    /// <param name="from">The first start; inclusive.</param>
    /// <param name="to">The last start; inclusive.</param>
    IEnumerable<StoredWindow<TKey, TValue>> FetchAll(DateTimeOffset from, DateTimeOffset to) =>
        FetchAll(from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
}
