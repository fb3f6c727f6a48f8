using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The open entries of an entity by track, then by time, each with the cells of a <see cref="DepthTracker"/>. Not stored.</summary>
/// <remarks>One array has all of them, because most entities have few: of each, the entry, its cells before and after, and its track if there are any.</remarks>
/// <param name="cells">The number of cells of an entry. Each has them twice: before the events that changed them last, and after these.</param>
/// <param name="hasTracks">Whether entries have tracks.</param>
internal sealed class OpenEntries(int cells, bool hasTracks)
{
    // This object and the header of its array.
    private const int ObjectBytes = 72;

    private readonly int _length = LengthOf(cells, hasTracks);
    private long[] _rows = [];

    public int Count { get; private set; }

    public long HeapBytes => ObjectBytes + (sizeof(long) * (long)_rows.Length);

    private static int EntryLength => Unsafe.SizeOf<OpenEntry>() / sizeof(long);

    public ref OpenEntry this[int index] => ref MemoryMarshal.Cast<long, OpenEntry>(_rows.AsSpan(index * _length, EntryLength))[0];

    /// <summary>The length of an entry in the array.</summary>
    public static int LengthOf(int cells, bool hasTracks) => EntryLength + (2 * cells) + (hasTracks ? 2 : 0);

    /// <summary>The session and the held property of an entry; 0 without them.</summary>
    public (ulong Session, ulong Held) TrackOf(int index)
    {
        if (!hasTracks)
        {
            return default;
        }

        var track = _rows.AsSpan(((index + 1) * _length) - 2, 2);
        return ((ulong)track[0], (ulong)track[1]);
    }

    /// <summary>The cells of an entry before the events of <see cref="OpenEntry.ChangedMs"/>.</summary>
    public Span<long> CellsBefore(int index) => _rows.AsSpan((index * _length) + EntryLength, cells);

    /// <summary>The cells of an entry.</summary>
    public Span<long> CellsNow(int index) => _rows.AsSpan((index * _length) + EntryLength + cells, cells);

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
        index < Count && this[index].EntryMs == entryMs && TrackOf(index) == (session, held);

    /// <summary>Inserts an entry that has taken no events.</summary>
    public void Insert(int index, ulong session, ulong held, long entryMs, SpareArrays<long> spare)
    {
        if (Count * _length == _rows.Length)
        {
            _rows = spare.Grow(_rows);
        }

        Move(index, index + 1, Count - index);
        this[index] = new OpenEntry { EntryMs = entryMs };
        if (hasTracks)
        {
            var track = _rows.AsSpan(((index + 1) * _length) - 2, 2);
            (track[0], track[1]) = ((long)session, (long)held);
        }

        Count++;
    }

    /// <summary>Removes all entries, and gives their room back.</summary>
    public void Release(SpareArrays<long> spare)
    {
        spare.Return(_rows);
        (_rows, Count) = ([], 0);
    }

    public void Clear() => Count = 0;

    /// <summary>Removes the entries whose attempts are over.</summary>
    public void RemoveOver(FunnelRules limits, long streamTimeMs)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (limits.IsOver(this[i].EntryMs, streamTimeMs))
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
            return this[index].EntryMs < entryMs;
        }

        var order = TrackOf(index).CompareTo((session, held));
        return order < 0 || (order == 0 && this[index].EntryMs < entryMs);
    }

    private void Move(int from, int to, int count) => Array.Copy(_rows, from * _length, _rows, to * _length, count * _length);
}
