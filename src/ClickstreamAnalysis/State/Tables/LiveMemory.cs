namespace ClickstreamAnalysis.State.Tables;

/// <summary>The memory of the live entries of all stores of an application. Thread-safe.</summary>
internal sealed class LiveMemory(long limitBytes)
{
    private long _usedBytes;

    public long LimitBytes => limitBytes;

    /// <summary>The stores' estimate of their memory.</summary>
    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    /// <summary>The limit is exceeded so far that a commit should come early, because entries are evicted only at commits.</summary>
    public bool IsPressed => UsedBytes > limitBytes + (limitBytes / 8);

    public void Change(long bytes) => Interlocked.Add(ref _usedBytes, bytes);

    /// <summary>The memory that a store may keep: all of its own below the limit, or else its share of the limit.</summary>
    public long ShareOf(long ownBytes)
    {
        var used = UsedBytes;
        return used <= limitBytes ? long.MaxValue : (long)(ownBytes * ((double)limitBytes / used));
    }
}
