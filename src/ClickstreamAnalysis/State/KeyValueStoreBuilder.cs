using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>Describes an <see cref="IKeyValueStore{TKey,TValue}"/>. Immutable. Created by <see cref="Stores.KeyValue"/>.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public sealed class KeyValueStoreBuilder<TKey, TValue> : StoreBuilder
    where TKey : notnull
{
    internal KeyValueStoreBuilder(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, bool isLogged)
        : base(name, isLogged)
    {
        ArgumentNullException.ThrowIfNull(keySerde);
        ArgumentNullException.ThrowIfNull(valueSerde);
        KeySerde = keySerde;
        ValueSerde = valueSerde;
    }

    /// <summary>Returns the same store without a changelog topic. It writes less, but the state is lost with this machine's disk.</summary>
    /// <returns>A new builder; this one is unchanged.</returns>
    public KeyValueStoreBuilder<TKey, TValue> WithoutChangelog() => new(Name, KeySerde, ValueSerde, isLogged: false);

    internal ISerde<TKey> KeySerde { get; }

    internal ISerde<TValue> ValueSerde { get; }

    internal override string QueryCall => $"KeyValue<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TValue))}>";

    internal override (Type Type, object Serde) Key => (typeof(TKey), KeySerde);

    internal override object Values => ValueSerde;

    internal override string Form => $"key-value of {KeySerde.Name} to {ValueSerde.Name}";

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.KeyValue, typeof(TValue));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitKeyValue<TKey, TValue>(store);

    internal override TaskStore Create(StoreContext context) => new KeyValueStore<TKey, TValue>(Name, KeySerde, ValueSerde, context);
}
