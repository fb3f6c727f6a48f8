using System.Buffers;

namespace ClickstreamAnalysis.State.Databases;

/// <summary>Rows of bytes, ordered by the bytes of their keys.</summary>
internal abstract class StateTable
{
    public abstract string Name { get; }

    /// <summary>Appends the row's value to <paramref name="value"/>; false, and nothing appended, when there is no such row.</summary>
    public abstract bool TryGet(ReadOnlySpan<byte> key, IBufferWriter<byte> value);

    /// <summary>
    /// Reads a snapshot of the rows with from ≤ key &lt; to in ascending order. An empty <paramref name="toExclusive"/> is the end.
    /// </summary>
    public abstract StateCursor Scan(ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive);
}
