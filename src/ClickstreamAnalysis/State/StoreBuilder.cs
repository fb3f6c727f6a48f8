using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis;

/// <summary>Describes a state store of a topology. Each task gets a store of its own. Immutable.</summary>
public abstract class StoreBuilder
{
    private protected StoreBuilder(string name, bool isLogged)
    {
        StoreName.ThrowIfInvalid(name);
        Name = name;
        IsLogged = isLogged;
    }

    /// <summary>The name: unique in the topology, part of the changelog topic's name.</summary>
    public string Name { get; }

    /// <summary>Whether changes go to a changelog topic, from which the store is rebuilt on another machine.</summary>
    public bool IsLogged { get; }

    /// <summary>The kind of the store and the serdes of keys and values: a text that differs when existing rows cannot be read.</summary>
    internal abstract string Form { get; }

    /// <summary>Creates the store of one task.</summary>
    internal abstract TaskStore Create(StoreContext context);
}
