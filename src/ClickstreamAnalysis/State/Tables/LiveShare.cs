using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>Estimates the memory of the live entries of one store, and limits their number. Used by one thread at a time.</summary>
/// <remarks>
/// .NET cannot report an object's size, so it is estimated: an entry's size in the table's structures, plus that of its key and state, which is
/// what the state reports (<see cref="HeapSize"/>) or a multiple of the serialized size. A test compares the estimate with the heap. The size of each
/// entry is noted when it is written, because entries that change are often larger than those that only wait; one that was
/// not written since it was added or read is taken for an average one.
/// </remarks>
internal sealed class LiveShare(StoreContext context)
{
    // Entry object, dictionary slot, and positions in the due queue and the eviction clock.
    private const long TableBytes = 144;

    // The average is that of the samples so far, and later a moving one in which a sample weighs this part.
    private const int SamplesInAverage = 256;

    private const int ReportEvery = 256;

    private double _heapBytes = 160;
    private int _samples;
    private long _notedBytes;
    private int _noted;
    private long _reportedBytes;
    private int _reportedEntries;

    /// <summary>Estimates the memory of a number of entries, in bytes.</summary>
    public long BytesOf(int entries) => (entries * TableBytes) + _notedBytes + (long)((entries - _noted) * _heapBytes);

    /// <summary>Notes the size of an entry: the bytes of its key and its state on the heap.</summary>
    public void Note<TKey, TState>(LiveEntry<TKey, TState> entry, double heapBytes)
        where TKey : notnull
    {
        _samples += _samples < SamplesInAverage ? 1 : 0;
        _heapBytes += (heapBytes - _heapBytes) / _samples;
        Forget(entry);
        entry.NotedBytes = Math.Max(1, (int)Math.Min(heapBytes, int.MaxValue));
        _notedBytes += entry.NotedBytes;
        _noted++;
    }

    /// <summary>Forgets the size of an entry that was removed or evicted.</summary>
    public void Forget<TKey, TState>(LiveEntry<TKey, TState> entry)
        where TKey : notnull
    {
        if (entry.NotedBytes != 0)
        {
            _notedBytes -= entry.NotedBytes;
            _noted--;
            entry.NotedBytes = 0;
        }
    }

    /// <summary>Forgets all entries.</summary>
    public void Clear()
    {
        (_notedBytes, _noted) = (0, 0);
        Report(0);
    }

    /// <summary>Reports the number of entries whenever it has grown by a few hundred.</summary>
    public void Grow(int entries)
    {
        if (entries - _reportedEntries >= ReportEvery)
        {
            Report(entries);
        }
    }

    public void Report(int entries)
    {
        _reportedEntries = entries;
        var bytes = BytesOf(entries);
        if (bytes != _reportedBytes)
        {
            // The sum is shared by all threads, and most stores do not change at a commit.
            context.LiveMemory.Change(bytes - _reportedBytes);
            _reportedBytes = bytes;
        }
    }

    /// <summary>The number of entries that the store may keep.</summary>
    public int MaxEntries(int entries)
    {
        Report(entries);
        var bytes = context.LiveMemory.ShareOf(_reportedBytes);
        return bytes >= _reportedBytes ? context.MaxLiveEntries : (int)Math.Min(context.MaxLiveEntries, (double)bytes / _reportedBytes * entries);
    }
}
