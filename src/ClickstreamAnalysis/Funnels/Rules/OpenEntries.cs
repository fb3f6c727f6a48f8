using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The open entries of an entity by track, then by time, each with the cells of a <see cref="DepthTracker"/>. Not stored.</summary>
/// <param name="cells">The number of cells of an entry. Each has them twice: before the events that changed them last, and after these.</param>
/// <param name="hasTracks">Whether entries have tracks.</param>
internal sealed class OpenEntries(int cells, bool hasTracks)
{
    // This object and the headers of its arrays.
    private const int ObjectBytes = 128;

    private OpenEntry[] _entries = [];
    private (ulong Session, ulong Held)[] _tracks = [];
    private long[] _cells = [];

    public int Count { get; private set; }

    public int Capacity => _entries.Length;

    public ref OpenEntry this[int index] => ref _entries[index];

    public long HeapBytes => ObjectBytes + ((long)Unsafe.SizeOf<OpenEntry>() * _entries.Length) + (sizeof(long) * ((long)_cells.Length + (2 * _tracks.Length)));

    /// <summary>The session and the held property of an entry; 0 without them.</summary>
    public (ulong Session, ulong Held) TrackOf(int index) => hasTracks ? _tracks[index] : default;

    /// <summary>The cells of an entry before the events of <see cref="OpenEntry.ChangedMs"/>.</summary>
    public Span<long> CellsBefore(int index) => _cells.AsSpan(2 * index * cells, cells);

    /// <summary>The cells of an entry.</summary>
    public Span<long> CellsNow(int index) => _cells.AsSpan((2 * index * cells) + cells, cells);

    /// <summary>The index of the first entry of a track at or after a time, or of a later track.</summary>
    public int Find(ulong session, ulong held, long entryMs)
    {
        // Most look-ups are for the latest entries.
        if (Count == 0 || IsBefore(Count - 1, session, held, entryMs))
        {
            return Count;
        }

        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = IsBefore(middle, session, held, entryMs) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Whether there is an entry of this track and time.</summary>
    /// <param name="index">Where <see cref="Find"/> finds it.</param>
    /// <param name="session">The session.</param>
    /// <param name="held">The held property.</param>
    /// <param name="entryMs">The time.</param>
    public bool IsAt(int index, ulong session, ulong held, long entryMs) =>
        index < Count && _entries[index].EntryMs == entryMs && TrackOf(index) == (session, held);

    /// <summary>Inserts an entry that has taken no events.</summary>
    public void Insert(int index, ulong session, ulong held, long entryMs)
    {
        if (Count == _entries.Length)
        {
            var capacity = Math.Max(2, Count * 2);
            Array.Resize(ref _entries, capacity);
            Array.Resize(ref _tracks, hasTracks ? capacity : 0);
            Array.Resize(ref _cells, capacity * 2 * cells);
        }

        Move(index, index + 1, Count - index);
        _entries[index] = new OpenEntry { EntryMs = entryMs };
        if (hasTracks)
        {
            _tracks[index] = (session, held);
        }

        Count++;
    }

    public void Clear() => Count = 0;

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
                Move(i, kept, 1);
            }

            kept++;
        }

        Count = kept;
    }

    private bool IsBefore(int index, ulong session, ulong held, long entryMs)
    {
        if (!hasTracks)
        {
            return _entries[index].EntryMs < entryMs;
        }

        var order = _tracks[index].CompareTo((session, held));
        return order < 0 || (order == 0 && _entries[index].EntryMs < entryMs);
    }

    private void Move(int from, int to, int count)
    {
        Array.Copy(_entries, from, _entries, to, count);
        Array.Copy(_cells, 2 * from * cells, _cells, 2 * to * cells, 2 * count * cells);
        if (hasTracks)
        {
            Array.Copy(_tracks, from, _tracks, to, count);
        }
    }
}
