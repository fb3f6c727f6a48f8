namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Counts the bytes that all requests hold, and refuses more than the limit. Thread-safe.</summary>
internal sealed class BytesInFlight(long limit)
{
    private long _bytes;

    /// <summary>The bytes that are reserved.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Reserves bytes.</summary>
    /// <returns>False, without effect, when there is no room.</returns>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= limit)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    /// <summary>Gives reserved bytes back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
