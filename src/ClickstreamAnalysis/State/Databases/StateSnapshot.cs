using System.Buffers;

namespace ClickstreamAnalysis.State.Databases;

/// <summary>All tables of a database as of one moment. Thread-safe; must be disposed, because it may hold back the removal of old rows.</summary>
internal abstract class StateSnapshot : IDisposable
{
    /// <summary>Appends a row's value to <paramref name="value"/>; false, and nothing appended, when there is no such row.</summary>
    public abstract bool TryGet(string table, ReadOnlySpan<byte> key, IBufferWriter<byte> value);

    /// <summary>Copies the first rows with from ≤ key &lt; to in ascending order. An empty <paramref name="toExclusive"/> is the end.</summary>
    /// <param name="table">The table.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="toExclusive">Exclusive.</param>
    /// <param name="most">The maximum number of rows.</param>
    /// <param name="rows">Receives the rows.</param>
    public void ReadPage(string table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive, int most, List<StateRow> rows)
    {
        using var cursor = Scan(table, from, toExclusive);
        while (most-- > 0 && cursor.MoveNext())
        {
            rows.Add(new StateRow(cursor.Key.ToArray(), cursor.Value.ToArray()));
        }
    }

    public abstract void Dispose();

    /// <summary>Opens a cursor, which is disposed before the snapshot.</summary>
    protected abstract StateCursor Scan(string table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive);
}
