using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis;

/// <summary>Describes an <see cref="IKeyValueStore{TKey,TValue}"/>. Immutable. Created by <see cref="Stores.KeyValue"/>.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public sealed class KeyValueStoreBuilder<TKey, TValue> : StoreBuilder
    where TKey : notnull
{
    private readonly ISerde<TKey> _keySerde;
    private readonly ISerde<TValue> _valueSerde;

    internal KeyValueStoreBuilder(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, bool isLogged)
        : base(name, isLogged)
    {
        ArgumentNullException.ThrowIfNull(keySerde);
        ArgumentNullException.ThrowIfNull(valueSerde);
        _keySerde = keySerde;
        _valueSerde = valueSerde;
    }

    /// <summary>Returns the same store without a changelog topic. It writes less, but the state is lost with this machine's disk.</summary>
    /// <returns>A new builder; this one is unchanged.</returns>
    public KeyValueStoreBuilder<TKey, TValue> WithoutChangelog() => new(Name, _keySerde, _valueSerde, isLogged: false);

    internal override string Form => $"key-value of {_keySerde.Name} to {_valueSerde.Name}";

    internal override TaskStore Create(StoreContext context) => new KeyValueStore<TKey, TValue>(Name, _keySerde, _valueSerde, context);
}
