using ClickstreamAnalysis.State.Committed;
using ClickstreamAnalysis.State.Rows;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// Keeps the committed changes of a task's stores until their rows are written, so that queries read the state as of the last commit. Used by
/// the stream thread; what it publishes is immutable.
/// </summary>
internal sealed class TaskRecording
{
    private readonly Dictionary<string, ChangeRecorder> _recorders = [];
    private readonly List<ChangeLayer> _dropped = [];
    private Dictionary<string, CommittedStore> _stores = [];

    /// <param name="stores">The names of the stores. Their rows must be complete.</param>
    /// <param name="partition">The task's partition.</param>
    public TaskRecording(IEnumerable<string> stores, int partition)
    {
        foreach (var name in stores)
        {
            _recorders.Add(name, new ChangeRecorder());
            _stores.Add(name, new CommittedStore(ExpiringTableLayout.RowsTable(name), partition, []));
        }
    }

    /// <summary>The stores as of the last commit. Immutable: each commit replaces it.</summary>
    public IReadOnlyDictionary<string, CommittedStore> Stores => _stores;

    /// <summary>Begins to record the changes of a store in a commit.</summary>
    /// <param name="store">The store.</param>
    /// <param name="changelog">The changelog; null when the store has none.</param>
    /// <returns>The writer for the store to flush to.</returns>
    public IChangelogWriter Begin(string store, IChangelogWriter? changelog) => _recorders[store].Begin(changelog);

    /// <summary>Adds the changes recorded since the last commit, which the log has committed.</summary>
    /// <param name="generation">The generation of the commit.</param>
    public void Committed(long generation)
    {
        var next = new Dictionary<string, CommittedStore>(_stores.Count);
        foreach (var (name, store) in _stores)
        {
            next.Add(name, store.With(_recorders[name].Seal(generation)));
        }

        _stores = next;
    }

    /// <summary>Drops the changes that the rows include. <see cref="Release"/> must follow once the stores are published.</summary>
    /// <param name="generation">The latest generation that the rows include.</param>
    /// <returns>Whether there were any.</returns>
    public bool Written(long generation)
    {
        var next = _stores.ToDictionary(static store => store.Key, store => store.Value.Without(generation, _dropped));
        if (_dropped.Count == 0)
        {
            return false;
        }

        _stores = next;
        return true;
    }

    /// <summary>Gives the memory of dropped changes back.</summary>
    /// <param name="isUnread">No query has them. Otherwise the garbage collector takes them after the last one.</param>
    public void Release(bool isUnread)
    {
        if (isUnread)
        {
            _dropped.ForEach(static layer => layer.Release());
        }

        _dropped.Clear();
    }

    /// <summary>The memory of the changes.</summary>
    public long SizeBytes => _stores.Values.Sum(static store => store.SizeBytes);

    /// <summary>The memory of the changes of the last commit that had any.</summary>
    public long NewestBytes => _stores.Values.Sum(static store => store.Layers is [.., var newest] ? (long)newest.SizeBytes : 0);

    /// <summary>The generation up to which changes must be dropped to free this much memory.</summary>
    public long GenerationToFree(long bytes)
    {
        var generation = 0L;
        foreach (var layer in _stores.Values.SelectMany(static store => store.Layers).OrderBy(static layer => layer.Generation))
        {
            if (bytes <= 0)
            {
                break;
            }

            generation = layer.Generation;
            bytes -= layer.SizeBytes;
        }

        return generation;
    }
}
