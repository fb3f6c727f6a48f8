using System.Buffers;

namespace ClickstreamAnalysis.State.Databases;

/// <summary>A snapshot that its owner and the database may release at any time. Reads take turns. Thread-safe.</summary>
/// <param name="snapshot">The snapshot of the database.</param>
/// <param name="onReleased">Called once, after the release.</param>
internal sealed class QuerySnapshot(StateSnapshot snapshot, Action<QuerySnapshot> onReleased) : IDisposable
{
    private readonly Lock _lock = new();
    private bool _isReleased;

    /// <summary>Begins a read that its owner and the database wait for before they release the snapshot.</summary>
    /// <returns>Ends the read when it is disposed, on the same thread.</returns>
    /// <exception cref="ObjectDisposedException">The snapshot was released.</exception>
    public Lock.Scope BeginRead()
    {
        var scope = _lock.EnterScope();
        if (_isReleased)
        {
            scope.Dispose();
            ObjectDisposedException.ThrowIf(_isReleased, this);
        }

        return scope;
    }

    /// <inheritdoc cref="StateSnapshot.TryGet"/>
    /// <exception cref="ObjectDisposedException">The snapshot was released.</exception>
    public bool TryGet(string table, ReadOnlySpan<byte> key, IBufferWriter<byte> value)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isReleased, this);
            return snapshot.TryGet(table, key, value);
        }
    }

    /// <inheritdoc cref="StateSnapshot.ReadPage"/>
    /// <exception cref="ObjectDisposedException">The snapshot was released.</exception>
    public void ReadPage(string table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive, int most, List<StateRow> rows)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isReleased, this);
            snapshot.ReadPage(table, from, toExclusive, most, rows);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isReleased)
            {
                return;
            }

            _isReleased = true;
            snapshot.Dispose();
        }

        onReleased(this);
    }
}
