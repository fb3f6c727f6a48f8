namespace ClickstreamAnalysis;

/// <summary>A store of a topology: its name, its kind and its types. Immutable and thread-safe.</summary>
public sealed class StateStore
{
    private readonly StoreBuilder _builder;

    internal StateStore(StoreBuilder builder)
    {
        _builder = builder;
        (Kind, ValueType) = builder.View;
    }

    /// <summary>The name.</summary>
    public string Name => _builder.Name;

    /// <summary>What the store holds.</summary>
    public StateStoreKind Kind { get; }

    /// <summary>The type of the keys; of a window or session store, of those without the window.</summary>
    public Type KeyType => _builder.Key.Type;

    /// <summary>The type of the values: the aggregate of sessions and windows, <see cref="FunnelOutcome"/> and <see cref="FunnelCounts"/> of funnels.</summary>
    public Type ValueType { get; }

    /// <summary>Whether the store is restored from a changelog topic on another machine.</summary>
    public bool IsLogged => _builder.IsLogged;

    /// <summary>Calls the method of the visitor that fits the store.</summary>
    /// <typeparam name="TResult">What the visit returns.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <returns>The visitor's result.</returns>
    /// <exception cref="ArgumentNullException">The visitor is null.</exception>
    public TResult Accept<TResult>(IStateStoreVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return _builder.Accept(this, visitor);
    }

    /// <summary>The name and the method that reads the store.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{_builder.QueryCall}(\"{Name}\")";
}
