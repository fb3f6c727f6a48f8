using ClickstreamAnalysis.Runtime.Owners;

namespace ClickstreamAnalysis;

/// <content>Questions about state.</content>
public sealed partial class StreamsApplication
{
    private readonly InstanceOwners _owners;

    /// <summary>What the application computes.</summary>
    public Topology Topology => _topology;

    /// <summary>The id of this instance, as in <see cref="StreamsOptions.InstanceId"/>; null before the start.</summary>
    public string? InstanceId => _instanceId;

    /// <summary>The stores of the topology, in the order of their names. Known before the start.</summary>
    public IReadOnlyList<StateStore> Stores => _queries.Catalog.Stores;

    /// <summary>Reads the state of this instance's tasks as of their last commits: open sessions, windows, funnels and stores.</summary>
    /// <remarks>
    /// The first call waits up to 5 seconds for a commit from which on tasks keep what queries need; later calls return at once. From then on each commit copies its changes
    /// for queries; <see cref="QueryAsync(IReadOnlyCollection{string}, CancellationToken)"/> keeps that to the stores that are read.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait of the first call.</param>
    /// <returns>The view. It has no answers while the application does not run. Dispose it.</returns>
    public ValueTask<StateView> QueryAsync(CancellationToken cancellationToken = default) => _queries.QueryAsync(stores: null, () => _plan, cancellationToken);

    /// <summary>Reads some stores of this instance's tasks as of their last commits.</summary>
    /// <remarks>
    /// Only the sub-topologies with these stores begin to copy their changes for queries. A few rows, such as the counts of a funnel or windows behind a change of keys, then cost nothing
    /// although the stores before them change with each event. The first call for a store waits up to 5 seconds for a commit; later ones return at once.
    /// </remarks>
    /// <param name="stores">The names of the stores to read; other stores cannot be read in the view.</param>
    /// <param name="cancellationToken">Ends the wait of the first call.</param>
    /// <returns>The view. It has no answers while the application does not run. Dispose it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stores"/> or a name is null.</exception>
    /// <exception cref="StateQueryException">There is no such store; the message lists those that there are.</exception>
    public ValueTask<StateView> QueryAsync(IReadOnlyCollection<string> stores, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stores);
        return _queries.QueryAsync(stores, () => _plan, cancellationToken);
    }

    /// <summary>
    /// Finds the instance that has a key, as far as this one knows: within two seconds after partitions have moved, it names the new owner. Never
    /// waits, and asks nobody.
    /// </summary>
    /// <remarks>
    /// Without <see cref="StreamsOptions.AdvertisedAddress"/> it knows the partitions of this instance only. The partition is the one of Kafka's default
    /// partitioner, so the writers of the input must use that too: those of this library and of Java do, librdkafka with
    /// <c>partitioner=murmur2_random</c>.
    /// </remarks>
    /// <typeparam name="TKey">The type of the store's keys.</typeparam>
    /// <param name="store">The store's name.</param>
    /// <param name="key">The key; of a window or session store, the one without the window.</param>
    /// <param name="keySerde">The serde that the records of the input were written with; null (the default) when it is the one of the store.</param>
    /// <returns>The owner, or that it is unknown.</returns>
    /// <exception cref="ArgumentNullException">The name or the key is null.</exception>
    /// <exception cref="StateQueryException">There is no such store, or its keys have another type; the message says which there are.</exception>
    public StateOwner FindOwner<TKey>(string store, TKey key, ISerde<TKey>? keySerde = null)
        where TKey : notnull => _owners.Find(store, key, keySerde);

    /// <summary>Finds the instances of all partitions of a store, as <see cref="FindOwner"/> does for one key.</summary>
    /// <param name="store">The store's name.</param>
    /// <returns>The owners in the order of partitions, unknown ones included; empty before the application has started.</returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="StateQueryException">There is no such store; the message lists those that there are.</exception>
    public IReadOnlyList<StateOwner> FindOwners(string store) => _owners.FindAll(store);

    /// <summary>Lists the instances that have tasks, as far as this one knows: as <see cref="FindOwner"/> does, without waiting or asking.</summary>
    /// <remarks>An instance without tasks, which stands by, is not in the list, except this one. Without <see cref="StreamsOptions.AdvertisedAddress"/> it has this instance only.</remarks>
    /// <returns>The instances in the order of their ids; empty before the application has started.</returns>
    public IReadOnlyList<StreamsInstance> FindInstances() => _owners.FindInstances();
}
