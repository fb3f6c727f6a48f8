using System.Collections.Frozen;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Queries;

/// <summary>The stores of a topology by name. Immutable.</summary>
internal sealed class StateCatalog
{
    private readonly SortedDictionary<string, (int SubTopology, StoreBuilder Builder)> _stores = new(StringComparer.Ordinal);
    private readonly StateCatalog? _all;

    public StateCatalog(Topology topology)
    {
        foreach (var sub in topology.SubTopologies)
        {
            foreach (var store in sub.Stores)
            {
                _stores.Add(store.Name, (sub.Id, store));
            }
        }

        // Those without stores have positions, too.
        SubTopologies = topology.SubTopologies.Select(static sub => sub.Id).ToFrozenSet();
    }

    private StateCatalog(StateCatalog all, IReadOnlyCollection<string> stores)
    {
        _all = all;
        foreach (var name in stores)
        {
            _stores[name] = all.Find(name);
        }

        SubTopologies = _stores.Values.Select(static store => store.SubTopology).ToFrozenSet();
    }

    /// <summary>The sub-topologies that a view of the stores reads.</summary>
    public IReadOnlySet<int> SubTopologies { get; }

    /// <summary>The stores in the order of their names.</summary>
    public IReadOnlyList<StateStore> Stores => field ??= [.. _stores.Values.Select(static store => new StateStore(store.Builder))];

    /// <summary>Some of the stores.</summary>
    /// <param name="stores">Their names.</param>
    /// <exception cref="StateQueryException">There is no such store.</exception>
    public StateCatalog Of(IReadOnlyCollection<string> stores) => new(this, stores);

    /// <summary>Finds a store by name and type.</summary>
    /// <typeparam name="TBuilder">The class of the store's builder, or an interface of it.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="call">The method that asks, for messages.</param>
    /// <exception cref="StateQueryException">There is no such store, or it has other types.</exception>
    public (int SubTopology, TBuilder Builder) Find<TBuilder>(string name, string call)
        where TBuilder : class
    {
        var found = Find(name);
        return found.Builder is TBuilder builder
            ? (found.SubTopology, builder)
            : throw new StateQueryException($"The store '{name}' cannot be read by {call}: call {found.Builder.QueryCall}(\"{name}\").");
    }

    /// <summary>Finds the sub-topology of a store.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="StateQueryException">There is no such store.</exception>
    public int FindSubTopology(string name) => Find(name).SubTopology;

    /// <summary>Finds the serde of a store's keys.</summary>
    /// <param name="name">The name.</param>
    /// <param name="given">A serde to use instead; null for that of the store.</param>
    /// <exception cref="StateQueryException">There is no such store, or its keys have another type.</exception>
    public (int SubTopology, ISerde<TKey> Serde) FindKeys<TKey>(string name, ISerde<TKey>? given)
    {
        var (sub, builder) = Find(name);
        return builder.Key.Type == typeof(TKey)
            ? (sub, given ?? (ISerde<TKey>)builder.Key.Serde)
            : throw new StateQueryException($"The keys of the store '{name}' are {TypeName.Of(builder.Key.Type)}, not {TypeName.Of(typeof(TKey))}.");
    }

    private (int SubTopology, StoreBuilder Builder) Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_stores.TryGetValue(name, out var found))
        {
            if (_all?._stores.ContainsKey(name) == true)
            {
                throw new StateQueryException($"The view was taken without the store '{name}': name it in the call of QueryAsync, or call QueryAsync without names to read all stores.");
            }

            throw new StateQueryException(
                _stores.Count == 0
                    ? $"There is no store '{name}': the topology has no stores."
                    : $"There is no store '{name}'. The topology has: {string.Join(", ", _stores.Select(static store => $"{store.Value.Builder.QueryCall}(\"{store.Key}\")"))}.");
        }

        return found;
    }
}
