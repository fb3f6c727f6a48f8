namespace ClickstreamAnalysis.State.Tables;

/// <summary>How much memory the live entries of one store take, by estimate, and how many it may keep. Used by one thread at a time.</summary>
/// <remarks>
/// What an object takes cannot be asked. The estimate is what an entry takes in the table's structures, and a multiple of the bytes
/// that its key and state have when they are serialised; a test compares it with the heap.
/// </remarks>
internal sealed class LiveShare(StoreContext context)
{
    // Entry object, slot in the dictionary, place in the due queue, place in the eviction clock.
    private const int TableBytes = 160;

    // Text has two bytes a letter in memory, and objects have headers and padding.
    private const double HeapFactor = 2.5;

    // Each sample moves the mean by this part.
    private const double Weight = 1.0 / 256;

    private const int ReportEvery = 256;

    private double _serialisedBytes = 64;
    private long _reportedBytes;
    private int _reportedEntries;

    private long BytesPerEntry => TableBytes + (long)(HeapFactor * _serialisedBytes);

    /// <summary>Takes a sample: the length of a key and state when serialised.</summary>
    public void Sample(int bytes) => _serialisedBytes += (bytes - _serialisedBytes) * Weight;

    /// <summary>Reports the number of entries, but not each time.</summary>
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
            // Shared by all threads, and most stores have nothing new to say at a commit.
            context.LiveMemory.Change(bytes - _reportedBytes);
            _reportedBytes = bytes;
        }
    }

    /// <summary>How many of its entries the store may keep.</summary>
    public int MaxEntries(int entries)
    {
        Report(entries);
        var bytes = context.LiveMemory.ShareOf(_reportedBytes);
        return bytes >= _reportedBytes ? context.MaxLiveEntries : (int)Math.Min(context.MaxLiveEntries, bytes / BytesPerEntry);
    }
}
