namespace ClickstreamAnalysis.State.Tables;

/// <summary>Estimates the memory of the live entries of one store, and limits their number. Used by one thread at a time.</summary>
/// <remarks>
/// .NET cannot report an object's size, so it is estimated: an entry's size in the table's structures, plus a multiple of the serialized
/// size of its key and state. A test compares the estimate with the heap.
/// </remarks>
internal sealed class LiveShare(StoreContext context)
{
    // Entry object, dictionary slot, and positions in the due queue and the eviction clock.
    private const int TableBytes = 160;

    // Text takes two bytes per character in memory, and objects have headers and padding.
    private const double HeapFactor = 2.5;

    // The weight of a sample in the moving average.
    private const double Weight = 1.0 / 256;

    private const int ReportEvery = 256;

    private double _serializedBytes = 64;
    private long _reportedBytes;
    private int _reportedEntries;

    private long BytesPerEntry => TableBytes + (long)(HeapFactor * _serializedBytes);

    /// <summary>Estimates the memory of a number of entries, in bytes.</summary>
    public long BytesOf(int entries) => entries * BytesPerEntry;

    /// <summary>Adds a sample: the serialized length of a key and its state.</summary>
    public void Sample(int bytes) => _serializedBytes += (bytes - _serializedBytes) * Weight;

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
        var bytes = entries * BytesPerEntry;
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
        return bytes >= _reportedBytes ? context.MaxLiveEntries : (int)Math.Min(context.MaxLiveEntries, bytes / BytesPerEntry);
    }
}
