namespace ClickstreamAnalysis.State.Tables;

/// <summary>The memory that live entries of all stores of an application may take together. Thread-safe.</summary>
internal sealed class LiveMemory(long limitBytes)
{
    private long _usedBytes;

    public long LimitBytes => limitBytes;

    /// <summary>What the stores estimate that they use.</summary>
    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    /// <summary>So much is over the limit that a commit should come early, because nothing leaves memory before it.</summary>
    public bool IsPressed => UsedBytes > limitBytes + (limitBytes / 8);

    public void Change(long bytes) => Interlocked.Add(ref _usedBytes, bytes);

    /// <summary>What a store may keep: all it has while there is room, or else its part of the limit.</summary>
    public long ShareOf(long ownBytes)
    {
        var used = UsedBytes;
        return used <= limitBytes ? long.MaxValue : (long)(ownBytes * ((double)limitBytes / used));
    }
}
