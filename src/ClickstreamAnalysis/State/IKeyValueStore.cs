using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis;

/// <summary>A store with one value per key. Created by <see cref="Stores.KeyValue"/>.</summary>
/// <typeparam name="TKey">The type of the keys. Keys are equal when their bytes are equal; byte arrays are compared by content.</typeparam>
/// <typeparam name="TValue">The type of the values, which are never null.</typeparam>
public interface IKeyValueStore<TKey, TValue> : IStateStore
    where TKey : notnull
{
    /// <summary>
    /// The number of keys, uncommitted changes included. The first call counts the rows; later calls cost nothing.
    /// </summary>
    long ApproximateCount { get; }

    /// <summary>Reads the value of a key.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="value">
    /// Its value; the type's default when there is none. After a change in place, put the value again (see <see cref="IStateStore"/>).
    /// </param>
    /// <returns>Whether the key has a value.</returns>
    bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Sets the value of a key, replacing any existing value.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="value">
    /// The value. The store keeps the object: put it again after a change in place. To delete a key, call <see cref="Delete"/>.
    /// </param>
    /// <exception cref="ArgumentNullException">The key or the value is null.</exception>
    void Put(TKey key, TValue value);

    /// <summary>Sets the value of a key that has no value.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="value">The value. The store keeps the object: put it again after a change in place.</param>
    /// <returns>False when the key already has a value, which is kept.</returns>
    /// <exception cref="ArgumentNullException">The key or the value is null.</exception>
    bool PutIfAbsent(TKey key, TValue value);

    /// <summary>Removes a key and its value.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <returns>Whether the key had a value.</returns>
    bool Delete(TKey key);

    /// <summary>Reads the keys of a range, in the order of their bytes.</summary>
    /// <param name="from">The first key; inclusive.</param>
    /// <param name="to">The last key; inclusive. The range is empty when its bytes are before those of <paramref name="from"/>.</param>
    /// <returns>
    /// The content of the store at the start of the enumeration; the store may be changed during it. Dispose the enumerator, as
    /// <c>foreach</c> does.
    /// </returns>
    IEnumerable<KeyValuePair<TKey, TValue>> Range(TKey from, TKey to);

    /// <summary>Reads all keys, in the order of their bytes.</summary>
    /// <returns>As for <see cref="Range"/>.</returns>
    IEnumerable<KeyValuePair<TKey, TValue>> All();
}
