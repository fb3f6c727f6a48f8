using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis;

/// <summary>Describes a state store that a topology uses: each task gets one of its own.</summary>
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

    /// <summary>What its rows are, in words that change when they cannot be read any more: kind, keys and values.</summary>
    internal abstract string Form { get; }

    /// <summary>Makes the store of one task.</summary>
    internal abstract TaskStore Create(StoreContext context);
}
