using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>Describes an <see cref="ExpiringTable{TKey,TState}"/>.</summary>
/// <param name="name">The store's name.</param>
/// <param name="keySerde">The serde of the keys.</param>
/// <param name="stateSerde">The serde of the states.</param>
internal abstract class ExpiringTableBuilder<TKey, TState>(string name, ISerde<TKey> keySerde, ISerde<TState> stateSerde)
    : StoreBuilder(name, isLogged: true)
    where TKey : notnull
{
    public ISerde<TKey> KeySerde => keySerde;

    public ISerde<TState> StateSerde => stateSerde;

    internal sealed override (Type Type, object Serde) Key => (typeof(TKey), keySerde);

    internal sealed override object Values => stateSerde;

    internal sealed override string Form => $"{keySerde.Name} to {stateSerde.Name}";

    internal sealed override TaskStore Create(StoreContext context) => new ExpiringTable<TKey, TState>(Name, keySerde, stateSerde, context);
}
