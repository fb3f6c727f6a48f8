using ClickstreamAnalysis.Runtime.Metrics;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>
/// The state database that all threads of an application share. After damage or on a full disk every thread closes its tasks and leaves the
/// database. Then it is opened again: after damage without its rows, after a full disk when there is space. Thread-safe.
/// </summary>
/// <remarks>
/// RocksDB refuses all writes after a failed one, and its own recovery does not cover all failures. Opening it again does.
/// </remarks>
internal sealed class SharedDatabase(StateStorage storage, StreamsOptions options, MetricsBoard metrics) : StateDatabase
{
    private static readonly TimeSpan s_longestClose = TimeSpan.FromSeconds(30);

    private readonly DiskWait _disk = new("the state directory", options);
    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<SharedDatabase>();
    private readonly Lock _lock = new();
    private volatile StateDatabase? _inner;
    private volatile StateException? _fault;
    private StateCorruptedException? _wipedFor;
    private long? _attemptedAt;
    private long? _closingSince;
    private int _users;
    private bool _isRepairing;
    private readonly SnapshotSet _snapshots = new();
    private volatile bool _isLost;

    /// <summary>Tells whether the changelogs hold all of the state. Set before any thread enters.</summary>
    public ChangelogCoverage? Coverage { get; set; }

    /// <summary>False once a thread has reported a fault, until the database is opened again.</summary>
    public bool IsSound => _fault is null;

    /// <summary>Nothing is processed because the disk is full.</summary>
    public bool IsDiskFull => _disk.IsWaiting;

    /// <inheritdoc cref="DiskWait.Describe"/>
    public WaitDescription? DescribeDiskWait() => _disk.Describe();

    public override long MemoryUsageBytes => _inner?.MemoryUsageBytes ?? 0;

    /// <summary>The size of each store's tables in bytes. Safe to call while the database is being closed.</summary>
    public IReadOnlyDictionary<string, long> ReadStoreSizes()
    {
        try
        {
            return (_inner?.ReadSizes() ?? new Dictionary<string, long>())
                .Where(table => table.Key.Contains(':', StringComparison.Ordinal))
                .GroupBy(table => table.Key[..table.Key.IndexOf(':', StringComparison.Ordinal)], table => table.Value)
                .ToDictionary(store => store.Key, store => store.Sum());
        }
        catch (ObjectDisposedException)
        {
            // It was closed just now.
            return new Dictionary<string, long>();
        }
    }

    private StateDatabase Inner => _inner ?? throw new InvalidOperationException("The state database is not open: a thread used it without entering.");

    public override StateTable OpenTable(string name) => Inner.OpenTable(name);

    public override StateBatch CreateBatch() => Inner.CreateBatch();

    public override void Apply(StateBatch batch) => Inner.Apply(batch);

    public override StateSnapshot CreateSnapshot() => Inner.CreateSnapshot();

    /// <summary>Whether a query has a snapshot that is not released.</summary>
    public bool HasSnapshots => _snapshots.Count > 0;

    /// <summary>Takes a snapshot for queries; null while the database is not open. Closing the database releases it.</summary>
    public QuerySnapshot? TakeSnapshot()
    {
        try
        {
            return _inner is { } open ? _snapshots.Take(open) : null;
        }
        catch (ObjectDisposedException)
        {
            return null; // it is being closed
        }
    }

    /// <summary>Wraps a database that is open already, and is never opened again.</summary>
    public static SharedDatabase Of(StateDatabase database, StreamsOptions options, MetricsBoard metrics) =>
        database as SharedDatabase ?? new SharedDatabase(new MemoryStateStorage(), options, metrics) { _inner = database };

    /// <summary>Opens the database for the first time. A fault that can be repaired is kept for <see cref="TryRepair"/>.</summary>
    /// <exception cref="StateException">It cannot be opened.</exception>
    public void Open()
    {
        try
        {
            _inner = storage.Open();
        }
        catch (StateException error) when (CanRepair(error))
        {
            _fault = error;
        }
    }

    /// <summary>Whether the fault can be repaired while the application runs.</summary>
    public bool CanRepair(StateException error) => !_isLost && error is StateCorruptedException or StateDiskFullException;

    /// <summary>Reports the fault of a thread that has entered, and must leave now.</summary>
    /// <exception cref="StateDiskFullException">Rows of a store without a changelog were lost.</exception>
    public void Report(StateException fault)
    {
        lock (_lock)
        {
            // Damage takes precedence over a full disk.
            if (_fault is null or StateDiskFullException)
            {
                _fault = fault;
            }
        }

        if (fault is StateDiskFullException full && Coverage?.StoreWithoutChangelog is { } store)
        {
            _isLost = true;
            throw new StateDiskFullException(
                full.Directory, full.Detail,
                $"The log has a commit whose rows of the store '{store}' could not be written, and that store has no changelog to restore them from. Free some space. "
                + "The next start continues without those rows; restore the directory from a copy, or give the application a new ApplicationId to read its input again, if they matter.");
        }
    }

    /// <summary>Allows a thread to use the database until it leaves, and repairs the database first if necessary.</summary>
    /// <returns>False while it cannot be used.</returns>
    /// <exception cref="StateException">The state is damaged and is not restored.</exception>
    /// <exception cref="StreamsException">The disk was full for too long.</exception>
    /// <exception cref="RecordLogException">The log does not answer whether it holds the state.</exception>
    public bool TryEnter()
    {
        if (!TryRepair())
        {
            return false;
        }

        lock (_lock)
        {
            if (_fault is not null)
            {
                return false;
            }

            _users++;
            return true;
        }
    }

    /// <summary>A thread has closed its tasks and no longer uses the database.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _users--;
        }
    }

    /// <summary>Opens the database again after a fault, once no thread uses it.</summary>
    /// <returns>Whether the database can be used.</returns>
    /// <exception cref="StateException">The state is damaged and is not restored.</exception>
    /// <exception cref="StreamsException">The disk was full for too long.</exception>
    /// <exception cref="RecordLogException">The log does not answer whether it holds the state.</exception>
    public bool TryRepair()
    {
        lock (_lock)
        {
            if (_fault is null)
            {
                return true;
            }

            if (_users > 0 || _isRepairing || !IsAttemptDue())
            {
                return false;
            }

            _isRepairing = true;
        }

        try
        {
            return Repair(_fault);
        }
        finally
        {
            lock (_lock)
            {
                _isRepairing = false;
            }
        }
    }

    public override void Dispose()
    {
        var closing = _inner;
        _inner = null;
        _snapshots.ReleaseAll();
        closing?.Dispose();
    }

    private bool IsAttemptDue()
    {
        if (_attemptedAt is { } last && _fault is StateDiskFullException && options.TimeProvider.GetElapsedTime(last) < DiskWait.Interval)
        {
            return false;
        }

        _attemptedAt = options.TimeProvider.GetTimestamp();
        return true;
    }

    private bool Repair(StateException fault)
    {
        Dispose();
        try
        {
            if (fault is StateCorruptedException damage)
            {
                Wipe(damage);
            }
            else
            {
                _disk.Continue(fault);
                if (!storage.HasRoom)
                {
                    return false;
                }
            }

            _inner = storage.Open();
            _fault = null;
            _closingSince = null;
            _disk.End();
            return true;
        }
        catch (StateDirectoryInUseException) when (MayStillClose())
        {
            return false;
        }
        catch (StateException error) when (CanRepair(error))
        {
            _fault = error;
            return false;
        }
    }

    /// <summary>The old database may still close: that waits for its last cursor.</summary>
    private bool MayStillClose()
    {
        _closingSince ??= options.TimeProvider.GetTimestamp();
        return options.TimeProvider.GetElapsedTime(_closingSince.Value) < s_longestClose;
    }

    private void Wipe(StateCorruptedException damage)
    {
        if (ReferenceEquals(damage, _wipedFor))
        {
            return;
        }

        if (_wipedFor is not null)
        {
            _isLost = true;
            throw new StateCorruptedException(
                damage.Directory, damage.Detail,
                "It was deleted and restored from its changelog topics once in this run already, so the disk or the memory of this machine may be failing. "
                + "Check them. The next start deletes the state and restores it again.");
        }

        if (Coverage!.FindGap() is { } gap)
        {
            _isLost = true;
            throw new StateCorruptedException(
                damage.Directory, damage.Detail,
                $"It is not deleted and restored from its changelog topics, because {gap}. Every start ends here until you restore the directory from a copy, "
                + "or delete it and give the application a new ApplicationId to read its input again, or delete it and continue with what the changelogs hold.");
        }

        _logger.StateDamaged(damage, damage.Directory, damage.Detail);
        storage.Wipe();
        _wipedFor = damage;
        metrics.AddStateRebuild();
    }
}
