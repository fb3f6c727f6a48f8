using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis;

/// <summary>Describes a state store of a topology. Each task creates its own store. Immutable.</summary>
public abstract class StoreBuilder
{
    private protected StoreBuilder(string name, bool isLogged)
    {
        StoreName.ThrowIfInvalid(name);
        Name = name;
        IsLogged = isLogged;
    }

    /// <summary>The name: unique in the topology, and part of the changelog topic's name.</summary>
    public string Name { get; }

    /// <summary>Whether changes are written to a changelog topic, from which the store is restored on another machine.</summary>
    public bool IsLogged { get; }

    /// <summary>The kind of the store and the serdes of keys and values, as a text that changes when existing rows become unreadable.</summary>
    internal abstract string Form { get; }

    /// <summary>The method of <see cref="StateView"/> that queries the store, with its type arguments, for messages.</summary>
    internal abstract string QueryCall { get; }

    /// <summary>The type of the keys that records are partitioned by, and an <see cref="ISerde{T}"/> of it.</summary>
    internal abstract (Type Type, object Serde) Key { get; }

    /// <summary>An <see cref="ISerde{T}"/> of the values.</summary>
    internal abstract object Values { get; }

    /// <summary>What queries find in the store, and the type of it.</summary>
    internal abstract (StateStoreKind Kind, Type Value) View { get; }

    /// <summary>Calls the method of a visitor that fits the store.</summary>
    internal abstract TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor);

    /// <summary>Creates the store of one task.</summary>
    internal abstract TaskStore Create(StoreContext context);
}
