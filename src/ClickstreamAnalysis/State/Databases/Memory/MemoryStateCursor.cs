using System.Collections.Immutable;

namespace ClickstreamAnalysis.State.Databases.Memory;

/// <summary>Enumerates one version of a table.</summary>
internal sealed class MemoryStateCursor : StateCursor
{
    private readonly MemoryStateDatabase _database;
    private readonly ImmutableSortedSet<MemoryRow> _rows;
    private readonly int _end;
    private int _next;
    private MemoryRow? _current;
    private bool _disposed;

    public MemoryStateCursor(MemoryStateDatabase database, ImmutableSortedSet<MemoryRow> rows, int start, int end)
    {
        _database = database;
        _rows = rows;
        _next = start;
        _end = end;
        database.CursorOpened();
    }

    public override ReadOnlySpan<byte> Key => Current.Key;

    public override ReadOnlySpan<byte> Value => Current.Value;

    private MemoryRow Current
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _current ?? throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and read only while it returns true.");
        }
    }

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _current = _next < _end ? _rows[_next++] : null;
        return _current is not null;
    }

    public override void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _database.CursorClosed();
        }
    }
}
