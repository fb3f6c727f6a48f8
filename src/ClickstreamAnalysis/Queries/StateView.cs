using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis;

/// <summary>
/// The state that an application instance holds, as of the last commit of each task: what <see cref="StreamsApplication.QueryAsync(CancellationToken)"/> returns.
/// It does not change. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// The stores of one task are of one commit, and all tasks of a stream thread are, too. Nothing uncommitted is visible, so under exactly-once an
/// answer is never taken back. It contains the partitions that this instance holds; a question about another one is answered by a status.
/// </para>
/// <para>
/// Reading costs the caller's thread, and takes nothing from the stream threads. Dispose the view after use: while it is open, the database
/// keeps the old versions of rows that have changed since. A view that is forgotten is released by the garbage collector, and all views are when
/// the application stops.
/// </para>
/// </remarks>
public sealed class StateView : IDisposable
{
    private readonly QueryState _state;
    private readonly Func<int, int> _partitionsOf;
    private volatile bool _isDisposed;

    internal StateView(QueryState state, StateCatalog catalog, Func<int, int> partitionsOf)
    {
        _state = state;
        Catalog = catalog;
        _partitionsOf = partitionsOf;
    }

    /// <summary>Releases the rows of a view that was not disposed.</summary>
    ~StateView() => _state?.Snapshot?.Dispose();

    /// <summary>How far each task was, in the order of tasks. Empty when the application does not run.</summary>
    public IReadOnlyList<StatePosition> Positions => [.. _state.Published.Tasks.Select(PositionOf)];

    /// <summary>The stores of the topology.</summary>
    internal StateCatalog Catalog { get; }

    /// <summary>Whether there is state to read.</summary>
    internal bool IsOpen => _state.Snapshot is not null;

    /// <summary>The rows.</summary>
    internal QuerySnapshot Snapshot => _state.Snapshot!;

    /// <summary>Reads a key-value store.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="store">The store's name.</param>
    /// <returns>The content of the store; usable until this view is disposed.</returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="StateQueryException">There is no such store, or it has other types; the message says which.</exception>
    public KeyValueView<TKey, TValue> KeyValue<TKey, TValue>(string store)
        where TKey : notnull => new(this, store);

    /// <summary>Reads a window store.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="store">The store's name.</param>
    /// <returns>The content of the store; usable until this view is disposed.</returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="StateQueryException">There is no such store, or it has other types; the message says which.</exception>
    public WindowView<TKey, TValue> Window<TKey, TValue>(string store)
        where TKey : notnull => new(this, store);

    /// <summary>Reads a session store.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="store">The store's name.</param>
    /// <returns>The content of the store; usable until this view is disposed.</returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="StateQueryException">There is no such store, or it has other types; the message says which.</exception>
    public SessionView<TKey, TValue> Session<TKey, TValue>(string store)
        where TKey : notnull => new(this, store);

    /// <summary>Releases the state. Further calls do nothing.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _state.Snapshot?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>The number of partitions of a sub-topology; 0 before the application has started.</summary>
    internal int PartitionsOf(int subTopology) => _partitionsOf(subTopology);

    /// <summary>The tasks of a sub-topology that have answers, in the order of partitions.</summary>
    internal CommittedTask[] TasksOf(int subTopology) => _state.Published.Of(subTopology);

    /// <summary>Why a partition has no answer.</summary>
    internal StateAnswerStatus WhyMissing(int subTopology, int partition) =>
        !IsOpen ? StateAnswerStatus.NotRunning
        : _state.Published.Starting.Contains(new TaskId(subTopology, partition)) ? StateAnswerStatus.Restoring
        : StateAnswerStatus.NotHere;

    /// <summary>The partitions of a sub-topology that have no answers.</summary>
    internal IReadOnlyList<StateGap> GapsOf(int subTopology)
    {
        var present = TasksOf(subTopology).Select(static task => task.Id.Partition).ToHashSet();
        return [.. Enumerable.Range(0, PartitionsOf(subTopology))
            .Where(partition => !present.Contains(partition))
            .Select(partition => new StateGap(partition, WhyMissing(subTopology, partition)))];
    }

    internal StatePosition PositionOf(CommittedTask task) => new(
        task.Name,
        task.Id.Partition,
        task.StreamTimeMs == TaskClock.NotStarted ? null : UnixTime.Of(task.StreamTimeMs),
        task.Inputs);
}
