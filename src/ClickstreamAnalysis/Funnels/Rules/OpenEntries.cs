using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The open entries of an entity by track, then by time, each with the cells of a <see cref="DepthTracker"/>. Not stored.</summary>
/// <param name="cells">The number of cells of an entry: those before the events of its latest time, then those after them.</param>
internal sealed class OpenEntries(int cells)
{
    // This object and the headers of its arrays.
    private const int ObjectBytes = 88;

    private OpenEntry[] _entries = [];
    private long[] _cells = [];

    public int Count { get; private set; }

    public ref OpenEntry this[int index] => ref _entries[index];

    public ReadOnlySpan<OpenEntry> All => _entries.AsSpan(0, Count);

    public long HeapBytes => ObjectBytes + ((long)Unsafe.SizeOf<OpenEntry>() * _entries.Length) + (sizeof(long) * (long)_cells.Length);

    /// <summary>The cells of an entry before the events of its latest time.</summary>
    public Span<long> CellsBefore(int index) => _cells.AsSpan(index * cells, cells / 2);

    /// <summary>The cells of an entry.</summary>
    public Span<long> CellsNow(int index) => _cells.AsSpan((index * cells) + (cells / 2), cells / 2);

    /// <summary>The index of the first entry of a track at or after a time, or of a later track.</summary>
    public int Find(ulong session, ulong held, long entryMs)
    {
        // Most look-ups are for the latest entries.
        if (Count == 0 || _entries[Count - 1].CompareTo(session, held, entryMs) < 0)
        {
            return Count;
        }

        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _entries[middle].CompareTo(session, held, entryMs) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Inserts an entry that has taken no events.</summary>
    public void Insert(int index, in OpenEntry entry)
    {
        if (Count == _entries.Length)
        {
            var capacity = Math.Max(1, Count * 2);
            Array.Resize(ref _entries, capacity);
            Array.Resize(ref _cells, capacity * cells);
        }

        Array.Copy(_entries, index, _entries, index + 1, Count - index);
        Array.Copy(_cells, index * cells, _cells, (index + 1) * cells, (Count - index) * cells);
        _entries[index] = entry;
        Count++;
    }

    /// <summary>Removes the entries whose attempts are over.</summary>
    public void RemoveOver(FunnelRules limits, long streamTimeMs)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (limits.IsOver(_entries[i].EntryMs, streamTimeMs))
            {
                continue;
            }

            if (kept != i)
            {
                _entries[kept] = _entries[i];
                Array.Copy(_cells, i * cells, _cells, kept * cells, cells);
            }

            kept++;
        }

        Count = kept;
    }
}
