using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis;

/// <summary>A value per key. Make one by <see cref="Stores.KeyValue"/>.</summary>
/// <typeparam name="TKey">Keys: equal when their bytes are equal. Byte arrays are compared by what is in them.</typeparam>
/// <typeparam name="TValue">Values; never null.</typeparam>
public interface IKeyValueStore<TKey, TValue> : IStateStore
    where TKey : notnull
{
    /// <summary>
    /// How many keys there are, uncommitted changes included. The first call counts the rows; later ones cost nothing.
    /// </summary>
    long ApproximateCount { get; }

    /// <summary>Looks a key up.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="value">Its value; the type's default when there is none. To change it in place, put it again afterwards (see <see cref="IStateStore"/>).</param>
    /// <returns>Whether the key has a value.</returns>
    bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Sets the value of a key, whether it had one or not.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="value">The value, which the store keeps as an object: put it again after a change in place. To delete, call <see cref="Delete"/>.</param>
    /// <exception cref="ArgumentNullException">The key or the value is null.</exception>
    void Put(TKey key, TValue value);

    /// <summary>Sets the value of a key that has none.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="value">The value, which the store keeps as an object: put it again after a change in place.</param>
    /// <returns>False when the key had a value, which then stays.</returns>
    /// <exception cref="ArgumentNullException">The key or the value is null.</exception>
    bool PutIfAbsent(TKey key, TValue value);

    /// <summary>Removes a key and its value.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <returns>Whether it had a value.</returns>
    bool Delete(TKey key);

    /// <summary>The keys of a range, in the order of their bytes.</summary>
    /// <param name="from">The first key; inclusive.</param>
    /// <param name="to">The last key; inclusive. Nothing is found when its bytes are before those of <paramref name="from"/>.</param>
    /// <returns>The store as it is when the enumeration begins; the store may be changed meanwhile. End the enumeration by disposing it, as <c>foreach</c> does.</returns>
    IEnumerable<KeyValuePair<TKey, TValue>> Range(TKey from, TKey to);

    /// <summary>Every key, in the order of their bytes.</summary>
    /// <returns>As for <see cref="Range"/>.</returns>
    IEnumerable<KeyValuePair<TKey, TValue>> All();
}
