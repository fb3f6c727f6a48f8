using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Runtime.Memory;

/// <summary>How <see cref="StreamsOptions.MemoryBudgetBytes"/> is divided.</summary>
/// <remarks>
/// Of 32 parts, five are for live entries and eleven for their garbage, which under high user churn is larger than they are. The database
/// needs a cache for its filters and indexes, and its write buffers are charged to that cache. The clients' queues need to hold a few tenths
/// of a second of traffic, and are small enough that many threads fit. Three of the rest are for what queries need, which is nothing without queries.
/// </remarks>
internal sealed class MemoryPlan
{
    private const int MaxConsumerBytes = 16 << 20;
    private const int MaxProducerBytes = 32 << 20;
    private const int MinClientBytes = 1 << 20;

    private readonly long _partBytes;
    private int _threads;
    private int _restoring;
    private long _recordedBytes;

    public MemoryPlan(StreamsOptions options)
    {
        _threads = Math.Max(1, options.Threads);
        BudgetBytes = options.MemoryBudgetBytes;
        _partBytes = options.MemoryBudgetBytes / 32;
        Live = new LiveMemory(5 * _partBytes);
        DatabaseBytes = 8 * _partBytes;
    }

    /// <summary>The whole budget, in bytes.</summary>
    public long BudgetBytes { get; }

    /// <summary>The use and the limit of the live entries of all stores.</summary>
    public LiveMemory Live { get; }

    /// <summary>The number of stream threads, which share what is per thread. Clients keep the size they were opened with.</summary>
    public int Threads
    {
        get => Volatile.Read(ref _threads);
        set => Volatile.Write(ref _threads, value);
    }

    /// <summary>Blocks, filters, indexes and write buffers of the state database.</summary>
    public long DatabaseBytes { get; }

    /// <summary>The queue of each thread's consumer, in bytes. While it restores, its second consumer has as much again.</summary>
    public int ConsumerBytes => (int)Math.Clamp(4 * _partBytes / Threads, MinClientBytes, MaxConsumerBytes);

    /// <summary>The queue of each thread's producer, in bytes.</summary>
    public int ProducerBytes => (int)Math.Clamp(4 * _partBytes / Threads, MinClientBytes, MaxProducerBytes);

    /// <summary>The queues of a thread's clients, in bytes.</summary>
    public long ClientBytes => (long)ConsumerBytes + ProducerBytes;

    /// <summary>The freed native memory that each arena keeps, because the clients' queues and the write buffers fill again at once: a quarter of the budget.</summary>
    public long RetainedBytes => BudgetBytes / 4;

    /// <summary>The limit of the committed changes that each thread keeps for queries until their rows are written, in bytes.</summary>
    public long MaxRecordedBytes => 3 * _partBytes / Threads;

    /// <summary>A thread opened its restoring consumer, or closed it.</summary>
    public void ChangeRestoring(int by) => Interlocked.Add(ref _restoring, by);

    /// <summary>A thread keeps more committed changes for queries, or fewer.</summary>
    public void ChangeRecorded(long bytes) => Interlocked.Add(ref _recordedBytes, bytes);

    /// <summary>The memory in use. Safe to call while the database is being closed.</summary>
    public MemoryUsage Read(StateDatabase database) => new()
    {
        BudgetBytes = BudgetBytes,
        LiveStateBytes = Live.UsedBytes,
        DatabaseBytes = DatabaseBytesOf(database),
        ClientQueuesBytes = ((long)(Threads + Volatile.Read(ref _restoring)) * ConsumerBytes) + ((long)Threads * ProducerBytes),
        QueryChangesBytes = Interlocked.Read(ref _recordedBytes),
    };

    private static long DatabaseBytesOf(StateDatabase database)
    {
        try
        {
            return database.MemoryUsageBytes;
        }
        catch (ObjectDisposedException)
        {
            // It was closed just now.
            return 0;
        }
    }
}
