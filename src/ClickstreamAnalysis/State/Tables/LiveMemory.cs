namespace ClickstreamAnalysis.State.Tables;

/// <summary>The memory budget for live entries of all stores of an application. Thread-safe.</summary>
internal sealed class LiveMemory(long limitBytes)
{
    private long _usedBytes;

    public long LimitBytes => limitBytes;

    /// <summary>The estimated memory of all stores.</summary>
    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    /// <summary>Whether the limit is exceeded so far that the next commit should be early. Entries are evicted only at commits.</summary>
    public bool IsPressed => UsedBytes > limitBytes + (limitBytes / 8);

    public void Change(long bytes) => Interlocked.Add(ref _usedBytes, bytes);

    /// <summary>The memory that a store may use: all of its current memory below the limit, otherwise its share of the limit.</summary>
    public long ShareOf(long ownBytes)
    {
        var used = UsedBytes;
        return used <= limitBytes ? long.MaxValue : (long)(ownBytes * ((double)limitBytes / used));
    }
}
