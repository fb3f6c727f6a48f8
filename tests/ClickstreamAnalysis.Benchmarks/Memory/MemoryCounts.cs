namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>What came out of the topology. Counted on the stream threads, read by the sampler.</summary>
internal sealed class MemoryCounts
{
    private long _sessions;
    private long _windows;

    public long Sessions => Interlocked.Read(ref _sessions);

    public long Windows => Interlocked.Read(ref _windows);

    public void AddSession() => Interlocked.Increment(ref _sessions);

    public void AddWindow() => Interlocked.Increment(ref _windows);
}
