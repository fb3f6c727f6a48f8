using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Planning;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Takes views of an application's state. Thread-safe.</summary>
internal sealed class StateQueries(Topology topology, SharedDatabase database, TimeProvider time)
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);

    /// <summary>The stores.</summary>
    public StateCatalog Catalog { get; } = new(topology);

    /// <summary>Where stream threads publish their tasks and commits.</summary>
    public TaskBoard Board { get; } = new(time);

    /// <summary>Takes a view of the last commits.</summary>
    /// <param name="stores">The stores to read; null for all.</param>
    /// <param name="plan">Returns the plan; null before the start.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<StateView> QueryAsync(IReadOnlyCollection<string>? stores, Func<TopicPlan?> plan, CancellationToken cancellationToken)
    {
        var catalog = stores is null ? Catalog : Catalog.Of(stores);
        await Board.EnableAsync(catalog.SubTopologies, s_longestWait, cancellationToken).ConfigureAwait(false);
        return new StateView(Board.Read(database.TakeSnapshot), catalog, sub => plan()?.SubTopologies.First(planned => planned.SubTopology.Id == sub).Partitions ?? 0);
    }
}
