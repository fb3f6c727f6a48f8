using System.Collections.Concurrent;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing.Logs;

namespace ClickstreamAnalysis.Testing;

/// <summary>A log in memory that behaves like a Kafka cluster, for tests. Thread-safe; deterministic when used from one thread.</summary>
/// <remarks>
/// The log is the cluster, not a connection: it exists as long as it is referenced, and disposing it has no effect. A consumer
/// or producer that is dropped without being disposed counts as crashed: its partitions are reassigned after its session
/// timeout, and its transaction is aborted by the next producer with its id or after the transaction timeout. Choose other
/// faults in <see cref="SimulatedLogOptions.Faults"/>. <see cref="Connect"/> creates connections of processes that can crash
/// during a call.
/// </remarks>
public sealed class SimulatedLog : IRecordLog
{
    // Changed under the lock; the coordinator counts partitions without it.
    private readonly ConcurrentDictionary<string, SimulatedTopic> _topics = [];
    private readonly Dictionary<(string Group, TopicPartition Partition), long> _offsets = [];
    private readonly Dictionary<string, int> _epochs = [];
    private readonly List<SimulatedTransaction> _open = [];
    private readonly SimulatedConnection _own;

    /// <summary>Creates an empty log.</summary>
    /// <param name="options">The options of the log; null for the defaults.</param>
    public SimulatedLog(SimulatedLogOptions? options = null)
    {
        Options = options ?? new SimulatedLogOptions();
        Chance = new SimulatedChance(Options.Seed, Options.Faults);
        Groups = new GroupCoordinator(topic => _topics.TryGetValue(topic, out var found) ? found.Partitions.Length : 0, Options.TimeProvider);
        _own = new SimulatedConnection(this, "own");
    }

    /// <summary>The options of the log.</summary>
    public SimulatedLogOptions Options { get; }

    /// <inheritdoc/>
    public string Description => $"simulated log, seed {Options.Seed}";

    /// <inheritdoc/>
    public ILogAdmin Admin => _own.Admin;

    /// <summary>Changes the maximum record size of a topic, as an administrator of a cluster can at any time.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="bytes">The maximum size of key and value, in bytes; null for <see cref="SimulatedLogOptions.MaxRecordBytes"/>.</param>
    /// <exception cref="ArgumentException">The topic does not exist.</exception>
    public void SetMaxRecordBytes(string topic, int? bytes)
    {
        lock (Gate)
        {
            var found = FindTopic_NeedsLock(topic) ?? throw new ArgumentException($"There is no topic '{topic}'.", nameof(topic));
            found.MaxRecordBytes = bytes;
        }
    }

    /// <summary>Whether faults happen. Default true. Set it to false to let a run finish undisturbed; scheduled crashes still happen.</summary>
    public bool FaultsEnabled
    {
        get
        {
            lock (Gate)
            {
                return Chance.IsEnabled;
            }
        }

        set
        {
            lock (Gate)
            {
                Chance.IsEnabled = value;
            }
        }
    }

    /// <summary>Guards the members below and all state shared by consumers and producers of this log.</summary>
    internal object Gate { get; } = new();

    internal SimulatedChance Chance { get; }

    /// <summary>The consumer groups. Lock order: the log's lock first, then the coordinator's, never the reverse.</summary>
    internal GroupCoordinator Groups { get; }

    /// <inheritdoc/>
    public ILogConsumer CreateConsumer(LogConsumerOptions options) => _own.CreateConsumer(options);

    /// <inheritdoc/>
    public ILogProducer CreateProducer(LogProducerOptions options) => _own.CreateProducer(options);

    /// <summary>Connects a process that can crash. The log itself is also a connection, one that cannot be told to crash.</summary>
    /// <param name="name">The name of the connection, for messages.</param>
    /// <returns>The new connection.</returns>
    public SimulatedConnection Connect(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new SimulatedConnection(this, name);
    }

    /// <summary>Returns how often a fault has happened so far.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The number of times.</returns>
    public int CountOf(SimulatedFault fault)
    {
        lock (Gate)
        {
            return Chance.Fired(fault);
        }
    }

    /// <summary>
    /// Removes all members of a group now, as if their session timeouts had expired. Live members learn that they lost their partitions.
    /// </summary>
    /// <param name="groupId">The group.</param>
    public void Expel(string groupId)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        Groups.Expel(groupId);
    }

    /// <summary>Removes the committed offsets of a group, as when a group had no members for longer than the offset retention.</summary>
    /// <param name="groupId">The group.</param>
    public void ForgetOffsets(string groupId)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        lock (Gate)
        {
            foreach (var key in _offsets.Keys.Where(k => k.Group == groupId).ToArray())
            {
                _offsets.Remove(key);
            }
        }
    }

    /// <summary>Keeps only the newest record of each key in a topic, as log compaction does. Leaves gaps in the offsets.</summary>
    /// <param name="topic">The topic. Nothing happens when it does not exist.</param>
    public void Compact(string topic)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        lock (Gate)
        {
            foreach (var partition in FindTopic_NeedsLock(topic)?.Partitions ?? [])
            {
                partition.Compact();
            }
        }
    }

    /// <summary>Assigns the partitions of a group in another order, after every member has revoked its partitions.</summary>
    /// <param name="groupId">The group.</param>
    public void Rebalance(string groupId)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        Groups.Shuffle(groupId);
    }

    /// <summary>Does nothing. The records stay, so that a restarted host can use the same log.</summary>
    /// <returns>A completed task.</returns>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal SimulatedTopic? FindTopic_NeedsLock(string topic) => _topics.GetValueOrDefault(topic);

    internal SimulatedPartition? FindPartition_NeedsLock(TopicPartition id) =>
        _topics.TryGetValue(id.Topic, out var topic) && (uint)id.Partition < (uint)topic.Partitions.Length
            ? topic.Partitions[id.Partition]
            : null;

    internal SimulatedPartition GetPartition_NeedsLock(TopicPartition id) =>
        FindPartition_NeedsLock(id) ?? throw new TopicNotFoundException(
            $"Partition {id} does not exist in the {Description}. Create the topic, or correct the partition.");

    internal bool AddTopic_NeedsLock(TopicSpecification specification)
    {
        if (!_topics.TryAdd(specification.Name, new SimulatedTopic(specification)))
        {
            return false;
        }

        Groups.OnTopicsChanged();
        return true;
    }

    internal bool RemoveTopic_NeedsLock(string name)
    {
        if (!_topics.TryRemove(name, out var topic))
        {
            return false;
        }

        foreach (var partition in topic.Partitions)
        {
            partition.IsDeleted = true;
        }

        foreach (var key in _offsets.Keys.Where(k => k.Partition.Topic == name).ToArray())
        {
            _offsets.Remove(key);
        }

        Groups.OnTopicsChanged();
        return true;
    }

    internal long? Committed_NeedsLock(string group, TopicPartition partition) =>
        _offsets.TryGetValue((group, partition), out var offset) ? offset : null;

    /// <summary>Whether an open transaction will commit an offset of the group for the partition. Readers of the offset must wait.</summary>
    internal bool IsOffsetPending_NeedsLock(string group, TopicPartition partition) =>
        _open.Exists(t => t.Offsets.ContainsKey((group, partition)));

    internal void SetCommitted_NeedsLock(string group, TopicPartition partition, long offset) => _offsets[(group, partition)] = offset;

    internal void CheckMayCommit_NeedsLock(ConsumerGroupMetadata metadata, IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        foreach (var (partition, _) in offsets)
        {
            GetPartition_NeedsLock(partition);
        }

        Groups.CheckMayCommit(metadata, offsets);
    }

    /// <summary>Fences earlier producers of a transactional id.</summary>
    /// <returns>The epoch of the new producer.</returns>
    internal int NextEpoch_NeedsLock(string transactionalId)
    {
        var epoch = _epochs.GetValueOrDefault(transactionalId) + 1;
        _epochs[transactionalId] = epoch;
        foreach (var transaction in _open.FindAll(t => t.TransactionalId == transactionalId))
        {
            End_NeedsLock(transaction, commit: transaction.IsCommitUnderWay && Chance.Below(2) == 0);
        }

        return epoch;
    }

    internal bool IsCurrent_NeedsLock(string transactionalId, int epoch) => _epochs.GetValueOrDefault(transactionalId) == epoch;

    internal SimulatedTransaction Begin_NeedsLock(string transactionalId, TimeSpan timeout)
    {
        var transaction = new SimulatedTransaction(transactionalId, timeout, Options.TimeProvider.GetTimestamp());
        _open.Add(transaction);
        return transaction;
    }

    internal void End_NeedsLock(SimulatedTransaction transaction, bool commit)
    {
        _open.Remove(transaction);
        transaction.State = commit ? SimulatedTransactionState.Committed : SimulatedTransactionState.Aborted;
        foreach (var partition in transaction.Partitions)
        {
            partition.Settle(transaction, Options.TransactionMarkers);
        }

        if (commit)
        {
            foreach (var ((group, partition), offset) in transaction.Offsets)
            {
                SetCommitted_NeedsLock(group, partition, offset);
            }
        }

        Groups.Wake();
    }

    /// <summary>Applies the passage of time: completes delayed commits and aborts transactions that exceeded their timeout.</summary>
    internal void Pass_NeedsLock()
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var transaction = _open[i];
            if (transaction.IsCommitUnderWay && Chance.Below(8) == 0)
            {
                End_NeedsLock(transaction, commit: true);
            }
            else if (Options.TimeProvider.GetElapsedTime(transaction.StartedAt) > transaction.Timeout)
            {
                NextEpoch_NeedsLock(transaction.TransactionalId);
            }
        }
    }
}
