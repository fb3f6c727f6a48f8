namespace ClickstreamAnalysis.State.Databases;

/// <summary>
/// The snapshots of a database that queries use while the database may be closed, and perhaps opened again. Closing releases them; reading
/// from a released one fails. Thread-safe.
/// </summary>
/// <remarks>An open snapshot would keep the database open, and its directory locked, for as long as a caller forgets to dispose it.</remarks>
internal sealed class SnapshotSet
{
    private readonly Lock _lock = new();
    private readonly HashSet<QuerySnapshot> _open = [];

    /// <summary>The number of snapshots that are not released.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Takes a snapshot, which is released by its disposal or by <see cref="ReleaseAll"/>.</summary>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public QuerySnapshot Take(StateDatabase database)
    {
        lock (_lock)
        {
            var snapshot = new QuerySnapshot(database.CreateSnapshot(), Forget);
            _open.Add(snapshot);
            return snapshot;
        }
    }

    /// <summary>Releases every snapshot, after the reads in flight. Call it before the database is closed.</summary>
    public void ReleaseAll()
    {
        QuerySnapshot[] open;
        lock (_lock)
        {
            open = [.. _open];
        }

        Array.ForEach(open, static snapshot => snapshot.Dispose());
    }

    private void Forget(QuerySnapshot snapshot)
    {
        lock (_lock)
        {
            _open.Remove(snapshot);
        }
    }
}
