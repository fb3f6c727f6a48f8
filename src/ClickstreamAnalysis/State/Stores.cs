namespace ClickstreamAnalysis;

/// <summary>
/// Creates descriptions of state stores for custom processors. Add a description to the topology; the processor gets the store by name.
/// </summary>
/// <remarks>
/// Every store keeps active entries as objects in memory and writes them at commits. On another machine it is restored from its changelog
/// topic, unless it was created <c>WithoutChangelog</c>.
/// </remarks>
public static class Stores
{
    /// <summary>Describes a store with one value per key.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="name">
    /// Unique in the topology; 1 to 100 letters, digits, '.', '_' or '-', without a trailing '.', and not a Windows device name.
    /// </param>
    /// <param name="keySerde">The serde of the keys. Equal keys must give equal bytes.</param>
    /// <param name="valueSerde">The serde of the values.</param>
    /// <returns>The description of an <see cref="IKeyValueStore{TKey,TValue}"/>.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static KeyValueStoreBuilder<TKey, TValue> KeyValue<TKey, TValue>(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde)
        where TKey : notnull =>
        new(name, keySerde, valueSerde, isLogged: true);

    /// <summary>Describes a store with one value per key and window.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="name">
    /// Unique in the topology; 1 to 100 letters, digits, '.', '_' or '-', without a trailing '.', and not a Windows device name.
    /// </param>
    /// <param name="keySerde">The serde of the keys. Equal keys must give equal bytes.</param>
    /// <param name="valueSerde">The serde of the values.</param>
    /// <param name="retention">How long after its start a window is kept, in stream time; at least one millisecond.</param>
    /// <returns>The description of an <see cref="IWindowStore{TKey,TValue}"/>.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or the retention is less than a millisecond.</exception>
    public static WindowStoreBuilder<TKey, TValue> Window<TKey, TValue>(
        string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, TimeSpan retention)
        where TKey : notnull =>
        new(name, keySerde, valueSerde, retention, isLogged: true);

    /// <summary>Describes a store with one value per key and session.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="name">
    /// Unique in the topology; 1 to 100 letters, digits, '.', '_' or '-', without a trailing '.', and not a Windows device name.
    /// </param>
    /// <param name="keySerde">The serde of the keys. Equal keys must give equal bytes.</param>
    /// <param name="valueSerde">The serde of the values.</param>
    /// <param name="retention">How long after its end a session is kept, in stream time; at least one millisecond.</param>
    /// <returns>The description of an <see cref="ISessionStore{TKey,TValue}"/>.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or the retention is less than a millisecond.</exception>
    public static SessionStoreBuilder<TKey, TValue> Session<TKey, TValue>(
        string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, TimeSpan retention)
        where TKey : notnull =>
        new(name, keySerde, valueSerde, retention, isLogged: true);
}
