using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>Describes an <see cref="ISessionStore{TKey,TValue}"/>. Immutable. Created by <see cref="Stores.Session"/>.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public sealed class SessionStoreBuilder<TKey, TValue> : StoreBuilder
    where TKey : notnull
{
    internal SessionStoreBuilder(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, TimeSpan retention, bool isLogged)
        : base(name, isLogged)
    {
        ArgumentNullException.ThrowIfNull(keySerde);
        ArgumentNullException.ThrowIfNull(valueSerde);
        ArgumentOutOfRangeException.ThrowIfLessThan(retention, TimeSpan.FromMilliseconds(1));
        KeySerde = keySerde;
        ValueSerde = valueSerde;
        Retention = retention;
    }

    /// <summary>How long after its end a session is kept, in stream time; at least one millisecond.</summary>
    public TimeSpan Retention { get; }

    /// <summary>Returns the same store without a changelog topic. It writes less, but the state is lost with this machine's disk.</summary>
    /// <returns>A new builder; this one is unchanged.</returns>
    public SessionStoreBuilder<TKey, TValue> WithoutChangelog() => new(Name, KeySerde, ValueSerde, Retention, isLogged: false);

    internal ISerde<TKey> KeySerde { get; }

    internal ISerde<TValue> ValueSerde { get; }

    internal override string QueryCall => $"Session<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TValue))}>";

    internal override (Type Type, object Serde) Key => (typeof(TKey), KeySerde);

    internal override object Values => ValueSerde;

    internal override string Form => $"sessions of {KeySerde.Name} to {ValueSerde.Name}";

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.Session, typeof(TValue));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitSession<TKey, TValue>(store);

    internal override TaskStore Create(StoreContext context) =>
        new SessionStore<TKey, TValue>(Name, KeySerde, ValueSerde, Retention, context);
}
