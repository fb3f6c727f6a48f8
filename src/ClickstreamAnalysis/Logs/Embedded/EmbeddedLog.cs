using System.Buffers.Binary;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;
using ClickstreamAnalysis.Logs.Embedded.Groups;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using ClickstreamAnalysis.Logs.Embedded.Upkeep;
using RocksDbSharp;

namespace ClickstreamAnalysis;

/// <summary>A log in a directory of this machine, for one process: durable and transactional, with nothing to install.</summary>
/// <remarks>
/// Topics, records and committed offsets survive the process, whatever ends it. Consumer groups share partitions among the
/// consumers of this object. A transaction is kept in memory until it commits, then written as one. Thread-safe; dispose
/// consumers and producers first.
/// </remarks>
public sealed class EmbeddedLog : IRecordLog
{
    private const int ReusedBatchBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, ConsumerGroup> _groups = [];
    private readonly object _gate = new();
    private WriteBatch _batch = new();
    private long _version;
    private bool _isDisposed;

    /// <summary>Opens the log in a directory, which is made if it is not there, for the owner alone.</summary>
    /// <param name="directory">The directory; its files belong to the log.</param>
    /// <param name="options">How it stores; null for the defaults.</param>
    /// <exception cref="ArgumentException">The directory is empty or begins with '~'.</exception>
    /// <exception cref="RecordLogException">Another process has it open, it cannot be read or written, or it is of another format.</exception>
    public EmbeddedLog(string directory, EmbeddedLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (directory[0] == '~')
        {
            throw new ArgumentException(
                "The directory begins with '~', which only a shell replaces by the home directory. Give the whole path, or begin with './~' for a directory of that name.",
                nameof(directory));
        }

        Options = options ?? new EmbeddedLogOptions();
        Options.Validate();
        Database = new LogDatabase(Path.GetFullPath(directory), Options);
        try
        {
            Topics = new TopicCatalog(Database);
        }
        catch
        {
            Database.Dispose();
            throw;
        }

        Transactions = new TransactionRegistry(Options.TimeProvider);
        Admin = new EmbeddedLogAdmin(this);
        Upkeep = new LogUpkeep(this);
    }

    /// <inheritdoc/>
    public string Description => $"embedded log in '{Database.Directory}'";

    /// <inheritdoc/>
    public ILogAdmin Admin { get; }

    internal EmbeddedLogOptions Options { get; }

    internal LogDatabase Database { get; }

    internal TopicCatalog Topics { get; }

    internal LogUpkeep Upkeep { get; }

    /// <summary>Rejected by <see cref="WriteLock"/>.</summary>
    internal TransactionRegistry Transactions { get; }

    /// <summary>Held while anything is written, so that offsets rise in the order of writing. Taken before <see cref="Gate"/>.</summary>
    internal object WriteLock { get; } = new();

    /// <summary>Guards the groups; waiting consumers wait on it.</summary>
    internal object Gate => _gate;

    /// <summary>Rises with everything a waiting consumer may want to know.</summary>
    internal long Version => Volatile.Read(ref _version);

    /// <inheritdoc/>
    public ILogConsumer CreateConsumer(LogConsumerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPollRecords, 1);
        return new EmbeddedConsumer(this, options);
    }

    /// <inheritdoc/>
    /// <exception cref="RecordLogFullException">The disk is full.</exception>
    public ILogProducer CreateProducer(LogProducerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        lock (WriteLock)
        {
            EnsureWritable_NeedsLock();
        }

        return new EmbeddedProducer(this, options);
    }

    /// <summary>Closes the log. Waiting consumers are woken; using it further fails.</summary>
    /// <returns>A finished task.</returns>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return ValueTask.CompletedTask;
        }

        // Outside of the lock: what it waits for may be waiting for the lock.
        Upkeep.Dispose();
        lock (WriteLock)
        {
            Database.Dispose();
            _batch.Dispose();
        }

        Wake();
        return ValueTask.CompletedTask;
    }

    /// <summary>Lets waiting consumers look again.</summary>
    internal void Wake()
    {
        lock (_gate)
        {
            Wake_NeedsLock();
        }
    }

    internal void Wake_NeedsLock()
    {
        Volatile.Write(ref _version, _version + 1);
        Monitor.PulseAll(_gate);
    }

    /// <summary>Writes what the writers have, and the transaction's offsets, as one; then lets readers see it.</summary>
    internal void Append(List<PartitionWriter> writers, EmbeddedTransaction? transaction)
    {
        lock (WriteLock)
        {
            EnsureWritable_NeedsLock();
            using var use = Database.Enter();
            if (transaction is not null)
            {
                CheckCurrent_NeedsLock(transaction.TransactionalId, transaction.Epoch);
                CheckMayCommit(transaction.Offsets);
            }

            writers.ForEach(static w => CheckNotDeleted(w.Log));
            try
            {
                Write_NeedsLock(writers, transaction);
            }
            catch
            {
                // Nobody has taken offsets behind these: the lock was held all the time.
                writers.ForEach(static w => w.Unplace_NeedsLock());
                throw;
            }

            if (transaction is not null)
            {
                Transactions.End(transaction);
            }

            foreach (var writer in writers)
            {
                writer.Acknowledge();
                writer.Log.Publish();
                writer.Clear();
            }
        }

        Wake();
    }

    /// <summary>Gives offsets to what the writers have, without writing it: the transaction holds readers back there.</summary>
    internal void Place(List<PartitionWriter> writers, EmbeddedTransaction transaction)
    {
        lock (WriteLock)
        {
            // Offsets that are given out must not be those of a write that failed, and may come back.
            EnsureWritable_NeedsLock();
            CheckCurrent_NeedsLock(transaction.TransactionalId, transaction.Epoch);
            foreach (var writer in writers)
            {
                writer.Seal();
                CheckNotDeleted(writer.Log);
                if (writer.Placed == writer.Batches.Count)
                {
                    continue;
                }

                writer.Log.Hold(transaction, writer.Log.End);
                transaction.Held.Add(writer.Log);
                writer.OffsetOf_NeedsLock(writer.Batches.Count - 1);
                writer.LastOffset = writer.PlacedEnd - 1;
            }
        }
    }

    /// <summary>After a full disk: makes the log writable again as soon as there is room.</summary>
    /// <exception cref="RecordLogFullException">There is none yet.</exception>
    internal void EnsureWritable_NeedsLock()
    {
        if (!Database.ReopenIfFull())
        {
            return;
        }

        foreach (var partition in Topics.All.SelectMany(topic => topic.OpenPartitions))
        {
            partition.CatchUp();
        }

        Wake();
    }

    internal void CheckCurrent_NeedsLock(string transactionalId, int epoch)
    {
        if (Transactions.EndOverdue())
        {
            Wake();
        }

        if (!Transactions.IsCurrent(transactionalId, epoch))
        {
            throw new ProducerFencedException(
                $"The producer of transactional id '{transactionalId}' was fenced in the {Description}: a newer one exists, or its " +
                "transaction was open for too long. Dispose it and start over with a new producer.");
        }
    }

    /// <summary>Ends transactions that hold readers back for too long.</summary>
    internal void EndOverdueTransactions()
    {
        bool ended;
        lock (WriteLock)
        {
            ended = Transactions.EndOverdue();
        }

        if (ended)
        {
            Wake();
        }
    }

    internal ConsumerGroup GetGroup(string id)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(id, out var group))
            {
                group = new ConsumerGroup(id, t => Topics.Find(t)?.Specification.Partitions ?? 0, Options.TimeProvider);
                _groups.Add(id, group);
            }

            return group;
        }
    }

    /// <summary>Shares out anew after a topic came or went.</summary>
    internal void TopicsChanged()
    {
        lock (_gate)
        {
            foreach (var group in _groups.Values)
            {
                group.Rebalance();
            }

            Wake_NeedsLock();
        }
    }

    internal long? Committed(string group, TopicPartition partition)
    {
        // With the lock: a commit of the partition's last holder that is being written now must be seen.
        lock (WriteLock)
        {
            return Topics.Find(partition) is { } log && Database.Get(LogKey.GroupOffset(group, log.TopicId, partition.Partition)) is { } row
                ? BinaryPrimitives.ReadInt64BigEndian(row)
                : null;
        }
    }

    internal void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets, EmbeddedGroupMetadata metadata)
    {
        lock (WriteLock)
        {
            EnsureWritable_NeedsLock();
            using var use = Database.Enter();
            var sent = offsets.Select(o => (metadata, o)).ToList();
            CheckMayCommit(sent);
            _batch.Clear();
            foreach (var (group, offset) in sent)
            {
                PutOffset_NeedsLock(group, offset);
            }

            Database.Write(_batch);
        }
    }

    /// <summary>Refuses offsets of partitions that their sender does not hold any more.</summary>
    internal void CheckMayCommit(List<(EmbeddedGroupMetadata Group, TopicPartitionOffset Offset)> offsets)
    {
        if (offsets.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var (metadata, (partition, _)) in offsets)
            {
                if (!metadata.MayCommit(_groups.GetValueOrDefault(metadata.GroupId), partition))
                {
                    throw new ProducerFencedException(
                        $"The offset of {partition} was not committed for group '{metadata.GroupId}': this member no longer holds the " +
                        "partition. Drop what is not committed and poll again to learn what it holds now.");
                }
            }
        }
    }

    private static void CheckNotDeleted(PartitionLog log)
    {
        if (log.IsDeleted)
        {
            throw new TopicNotFoundException(
                $"Records for {log.Id} were not written: the topic was deleted. Create it, and start over with a new producer.");
        }
    }

    private void Write_NeedsLock(List<PartitionWriter> writers, EmbeddedTransaction? transaction)
    {
        var bytes = 0L;
        Span<byte> key = stackalloc byte[LogKey.BatchSize];
        _batch.Clear();
        foreach (var writer in writers)
        {
            writer.Seal();
            writer.PlacedBefore = writer.Placed;
            for (var i = 0; i < writer.Batches.Count; i++)
            {
                LogKey.WriteBatch(key, writer.Log.TopicId, writer.Log.Id.Partition, writer.OffsetOf_NeedsLock(i));
                _batch.Put(key, writer.Batches[i].Bytes);
                bytes += writer.Batches[i].Length;
            }
        }

        if (transaction is not null)
        {
            foreach (var (metadata, offset) in transaction.Offsets)
            {
                PutOffset_NeedsLock(metadata, offset);
            }
        }

        Database.Write(_batch);
        if (bytes > ReusedBatchBytes)
        {
            _batch.Dispose();
            _batch = new WriteBatch();
        }
    }

    private void PutOffset_NeedsLock(EmbeddedGroupMetadata metadata, TopicPartitionOffset offset)
    {
        var log = Topics.Get(offset.Partition);
        Span<byte> row = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(row, offset.Offset);
        _batch.Put(LogKey.GroupOffset(metadata.GroupId, log.TopicId, offset.Partition.Partition), row);
    }
}
