using System.Collections.Concurrent;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing.Logs;

namespace ClickstreamAnalysis.Testing;

/// <summary>A log in memory that behaves like a Kafka cluster, for tests. Thread-safe; deterministic when used from one thread.</summary>
/// <remarks>
/// The log is the cluster, not a connection: it lives as long as it is referenced, and disposing it changes nothing. A
/// consumer or producer that is dropped without being disposed is one that crashed: its partitions go to others after its
/// session timeout, its transaction is aborted by the next producer of its id or after its transaction timeout. What else can
/// go wrong is chosen in <see cref="SimulatedLogOptions.Faults"/>; <see cref="Connect"/> gives processes that die in the
/// middle of a call.
/// </remarks>
public sealed class SimulatedLog : IRecordLog
{
    // Changed with the lock; the coordinator counts partitions without it.
    private readonly ConcurrentDictionary<string, SimulatedTopic> _topics = [];
    private readonly Dictionary<(string Group, TopicPartition Partition), long> _offsets = [];
    private readonly Dictionary<string, int> _epochs = [];
    private readonly List<SimulatedTransaction> _open = [];
    private readonly SimulatedConnection _own;

    /// <summary>Creates an empty log.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public SimulatedLog(SimulatedLogOptions? options = null)
    {
        Options = options ?? new SimulatedLogOptions();
        Chance = new SimulatedChance(Options.Seed, Options.Faults);
        Groups = new GroupCoordinator(topic => _topics.TryGetValue(topic, out var found) ? found.Partitions.Length : 0, Options.TimeProvider);
        _own = new SimulatedConnection(this, "own");
    }

    /// <summary>How this log behaves.</summary>
    public SimulatedLogOptions Options { get; }

    /// <inheritdoc/>
    public string Description => $"simulated log, seed {Options.Seed}";

    /// <inheritdoc/>
    public ILogAdmin Admin => _own.Admin;

    /// <summary>Changes how large a record of a topic may be, as an administrator of a cluster can at any time.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="bytes">The most bytes of key and value; null for <see cref="SimulatedLogOptions.MaxRecordBytes"/>.</param>
    /// <exception cref="ArgumentException">There is no such topic.</exception>
    public void SetMaxRecordBytes(string topic, int? bytes)
    {
        lock (Gate)
        {
            var found = FindTopic_NeedsLock(topic) ?? throw new ArgumentException($"There is no topic '{topic}'.", nameof(topic));
            found.MaxRecordBytes = bytes;
        }
    }

    /// <summary>Whether faults happen. Default true; false lets a run come to its end in peace. Crashes that are due still happen.</summary>
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

    /// <summary>Guards everything below, and everything that consumers and producers of this log share.</summary>
    internal object Gate { get; } = new();

    internal SimulatedChance Chance { get; }

    /// <summary>The consumer groups. Its lock is taken inside that of the log, never the other way around.</summary>
    internal GroupCoordinator Groups { get; }

    /// <inheritdoc/>
    public ILogConsumer CreateConsumer(LogConsumerOptions options) => _own.CreateConsumer(options);

    /// <inheritdoc/>
    public ILogProducer CreateProducer(LogProducerOptions options) => _own.CreateProducer(options);

    /// <summary>The log as one process sees it, which can crash. The log itself is a connection that does not crash by order.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <returns>A new connection.</returns>
    public SimulatedConnection Connect(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new SimulatedConnection(this, name);
    }

    /// <summary>How often a fault has happened so far.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The number of times.</returns>
    public int CountOf(SimulatedFault fault)
    {
        lock (Gate)
        {
            return Chance.Fired(fault);
        }
    }

    /// <summary>Has a group give up all its members now, as their session timeouts would: those that live learn that they lost their partitions.</summary>
    /// <param name="groupId">The group.</param>
    public void Expel(string groupId)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        Groups.Expel(groupId);
    }

    /// <summary>Removes the committed offsets of a group, as a log does when a group had no members for too long.</summary>
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

    /// <summary>Keeps only the newest record of each key in a topic, as a cleaner does now and then: offsets get gaps.</summary>
    /// <param name="topic">The topic; nothing happens when there is none.</param>
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

    /// <summary>Shares a group's partitions out in another order; every member first gives back what it holds.</summary>
    /// <param name="groupId">The group.</param>
    public void Rebalance(string groupId)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        Groups.Shuffle(groupId);
    }

    /// <summary>Does nothing: what the log holds stays, for hosts that are started again on it.</summary>
    /// <returns>A finished task.</returns>
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

    /// <summary>Whether an open transaction is about to move the group's offset: who reads it must wait.</summary>
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

    /// <summary>Fences earlier producers of an id.</summary>
    /// <returns>The epoch of the new one.</returns>
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

    /// <summary>Lets happen what time brings: late commits arrive, transactions that were open for too long are aborted.</summary>
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
