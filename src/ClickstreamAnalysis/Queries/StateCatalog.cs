namespace ClickstreamAnalysis.Queries;

/// <summary>The stores of a topology by name. Immutable.</summary>
internal sealed class StateCatalog
{
    private readonly SortedDictionary<string, (int SubTopology, StoreBuilder Builder)> _stores = new(StringComparer.Ordinal);

    public StateCatalog(Topology topology)
    {
        foreach (var sub in topology.SubTopologies)
        {
            foreach (var store in sub.Stores)
            {
                _stores.Add(store.Name, (sub.Id, store));
            }
        }
    }

    /// <summary>Finds a store by name and type.</summary>
    /// <param name="name">The name.</param>
    /// <param name="call">The method that asks, for messages.</param>
    /// <exception cref="StateQueryException">There is no such store, or it has other types.</exception>
    public (int SubTopology, TBuilder Builder) Find<TBuilder>(string name, string call)
        where TBuilder : StoreBuilder
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_stores.TryGetValue(name, out var found))
        {
            throw new StateQueryException(
                _stores.Count == 0
                    ? $"There is no store '{name}': the topology has no stores."
                    : $"There is no store '{name}'. The topology has: {string.Join(", ", _stores.Select(static store => $"{store.Value.Builder.QueryCall}(\"{store.Key}\")"))}.");
        }

        return found.Builder is TBuilder builder
            ? (found.SubTopology, builder)
            : throw new StateQueryException($"The store '{name}' cannot be read by {call}: call {found.Builder.QueryCall}(\"{name}\").");
    }
}
