using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The open entries of an entity by track, then by time, each with the cells of a <see cref="DepthTracker"/>. Not stored.</summary>
/// <remarks>
/// One array has all of them, because most entities have few: of each, the entry, its cells before and after, and its track if there are any. A struct, because
/// each object of an entity costs every event of it a look into memory.
/// </remarks>
internal struct OpenEntries
{
    private const int ArrayBytes = 24;

    private OpenEntryLayout? _layout;
    private long[] _rows;
    private int _room;

    public int Count { get; private set; }

    /// <summary>Whether the entries are known. If not, they must be found again.</summary>
    public readonly bool IsBuilt => _layout is not null;

    /// <summary>The bytes on the heap, of which the array need not be read.</summary>
    public readonly long HeapBytes => _room == 0 ? 0 : ArrayBytes + (sizeof(long) * (long)_room * _layout!.Length);

    public readonly ref OpenEntry this[int index] =>
        ref MemoryMarshal.Cast<long, OpenEntry>(_rows.AsSpan(index * _layout!.Length, OpenEntryLayout.EntryLength))[0];

    /// <summary>Begins without entries.</summary>
    public void Start(OpenEntryLayout layout)
    {
        _layout = layout;
        _rows ??= [];
        Count = 0;
    }

    /// <summary>The session and the held property of an entry; 0 without them.</summary>
    public readonly (ulong Session, ulong Held) TrackOf(int index)
    {
        if (!_layout!.HasTracks)
        {
            return default;
        }

        var track = Track(index);
        return ((ulong)track[0], (ulong)track[1]);
    }

    /// <summary>The cells of an entry before the events of <see cref="OpenEntry.ChangedMs"/>.</summary>
    public readonly Span<long> CellsBefore(int index) => _rows.AsSpan((index * _layout!.Length) + OpenEntryLayout.EntryLength, _layout.Cells);

    /// <summary>The cells of an entry.</summary>
    public readonly Span<long> CellsNow(int index) => _rows.AsSpan((index * _layout!.Length) + OpenEntryLayout.EntryLength + _layout.Cells, _layout.Cells);

    /// <summary>The index of the first entry of a track at or after a time, or of a later track.</summary>
    public readonly int Find(ulong session, ulong held, long entryMs)
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
    public readonly bool IsAt(int index, ulong session, ulong held, long entryMs) =>
        index < Count && this[index].EntryMs == entryMs && TrackOf(index) == (session, held);

    /// <summary>Inserts an entry that has taken no events.</summary>
    public void Insert(int index, ulong session, ulong held, long entryMs, SpareArrays<long> spare)
    {
        if (Count == _room)
        {
            _rows = spare.Grow(_rows);
            _room = _rows.Length / _layout!.Length;
        }

        Move(index, index + 1, Count - index);
        this[index] = new OpenEntry { EntryMs = entryMs };
        if (_layout!.HasTracks)
        {
            var track = Track(index);
            (track[0], track[1]) = ((long)session, (long)held);
        }

        Count++;
    }

    /// <summary>Removes all entries, and gives their room back.</summary>
    public void Release(SpareArrays<long> spare)
    {
        if (_room > 0)
        {
            spare.Return(_rows);
        }

        this = default;
    }

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

    private readonly bool IsBefore(int index, ulong session, ulong held, long entryMs)
    {
        if (!_layout!.HasTracks)
        {
            return this[index].EntryMs < entryMs;
        }

        var order = TrackOf(index).CompareTo((session, held));
        return order < 0 || (order == 0 && this[index].EntryMs < entryMs);
    }

    private readonly Span<long> Track(int index) => _rows.AsSpan(((index + 1) * _layout!.Length) - 2, 2);

    private readonly void Move(int from, int to, int count)
    {
        if (count > 0)
        {
            Array.Copy(_rows, from * _layout!.Length, _rows, to * _layout.Length, count * _layout.Length);
        }
    }
}
