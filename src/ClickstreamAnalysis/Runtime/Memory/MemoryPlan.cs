using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Runtime.Memory;

/// <summary>How <see cref="StreamsOptions.MemoryBudgetBytes"/> is divided.</summary>
/// <remarks>
/// Of 32 parts five are for live entries and eleven for what the garbage collector has not taken back of them yet, because where users
/// come and go fast that is more than they are. The database needs a cache for its filters and indexes, and what it writes is charged to that.
/// Queues of the clients need a few tenths of a second of traffic, and are made small enough that many threads fit.
/// </remarks>
internal sealed class MemoryPlan
{
    private const int MaxConsumerBytes = 16 << 20;
    private const int MaxProducerBytes = 32 << 20;
    private const int MinClientBytes = 1 << 20;

    private readonly int _threads;
    private int _restoring;

    public MemoryPlan(StreamsOptions options)
    {
        _threads = Math.Max(1, options.Threads);
        BudgetBytes = options.MemoryBudgetBytes;
        var part = options.MemoryBudgetBytes / 32;
        var perThread = 4 * part / _threads;
        Live = new LiveMemory(5 * part);
        DatabaseBytes = 8 * part;
        ConsumerBytes = (int)Math.Clamp(perThread, MinClientBytes, MaxConsumerBytes);
        ProducerBytes = (int)Math.Clamp(perThread, MinClientBytes, MaxProducerBytes);
    }

    /// <summary>The whole.</summary>
    public long BudgetBytes { get; }

    /// <summary>What live entries of all stores take, and may take.</summary>
    public LiveMemory Live { get; }

    /// <summary>Blocks, filters, indexes and write buffers of the state database.</summary>
    public long DatabaseBytes { get; }

    /// <summary>What each thread's consumer may hold. Its restoring consumer has as much, while there is something to restore.</summary>
    public int ConsumerBytes { get; }

    /// <summary>What each thread's producer may hold.</summary>
    public int ProducerBytes { get; }

    /// <summary>A thread opened its restoring consumer, or closed it.</summary>
    public void ChangeRestoring(int by) => Interlocked.Add(ref _restoring, by);

    /// <summary>What is in use.</summary>
    public MemoryUsage Read(StateDatabase? database) => new()
    {
        Budget = BudgetBytes,
        LiveState = Live.UsedBytes,
        Database = database?.MemoryUsageBytes ?? 0,
        ClientQueues = ((long)(_threads + Volatile.Read(ref _restoring)) * ConsumerBytes) + ((long)_threads * ProducerBytes),
    };
}
