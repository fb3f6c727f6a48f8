using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded.Groups;

namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>A log in memory that behaves like a Kafka cluster, for tests. Thread-safe; deterministic when used from one thread.</summary>
/// <remarks>
/// The log is the cluster, not a connection: it lives as long as it is referenced, and disposing it changes nothing. A
/// consumer or producer that is dropped without being disposed is one that crashed: its partitions go to others after its
/// session timeout, its transaction is aborted by the next producer of its id or after its transaction timeout.
/// </remarks>
public sealed class SimulatedLog : ILog
{
    private readonly Dictionary<string, SimulatedTopic> _topics = [];
    private readonly Dictionary<string, ConsumerGroup> _groups = [];
    private readonly Dictionary<(string Group, TopicPartition Partition), long> _offsets = [];
    private readonly Dictionary<string, int> _epochs = [];
    private readonly List<SimulatedTransaction> _open = [];

    /// <summary>Creates an empty log.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public SimulatedLog(SimulatedLogOptions? options = null)
    {
        Options = options ?? new SimulatedLogOptions();
        Admin = new SimulatedLogAdmin(this);
    }

    /// <summary>How this log behaves.</summary>
    public SimulatedLogOptions Options { get; }

    /// <inheritdoc/>
    public string Description => $"simulated log, seed {Options.Seed}";

    /// <inheritdoc/>
    public ILogAdmin Admin { get; }

    /// <summary>Guards everything below, and everything that consumers and producers of this log share.</summary>
    internal object Gate { get; } = new();

    /// <summary>Rises with everything a waiting consumer may want to know.</summary>
    internal long Version { get; private set; }

    /// <inheritdoc/>
    public ILogConsumer CreateConsumer(LogConsumerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPollRecords, 1);
        return new SimulatedConsumer(this, options);
    }

    /// <inheritdoc/>
    public ILogProducer CreateProducer(LogProducerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SimulatedProducer(this, options);
    }

    /// <summary>Does nothing: what the log holds stays, for hosts that are started again on it.</summary>
    /// <returns>A finished task.</returns>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal void Wake_NeedsLock()
    {
        Version++;
        Monitor.PulseAll(Gate);
    }

    internal SimulatedTopic? FindTopic_NeedsLock(string topic) => _topics.GetValueOrDefault(topic);

    internal SimulatedPartition? FindPartition_NeedsLock(TopicPartition id) =>
        _topics.TryGetValue(id.Topic, out var topic) && (uint)id.Partition < (uint)topic.Partitions.Length
            ? topic.Partitions[id.Partition]
            : null;

    internal SimulatedPartition GetPartition_NeedsLock(TopicPartition id) =>
        FindPartition_NeedsLock(id) ?? throw new LogTopicNotFoundException(
            $"Partition {id} does not exist in the {Description}. Create the topic, or correct the partition.");

    internal bool AddTopic_NeedsLock(TopicSpecification specification)
    {
        if (!_topics.TryAdd(specification.Name, new SimulatedTopic(specification)))
        {
            return false;
        }

        TopicsChanged_NeedsLock();
        return true;
    }

    internal bool RemoveTopic_NeedsLock(string name)
    {
        if (!_topics.Remove(name, out var topic))
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

        TopicsChanged_NeedsLock();
        return true;
    }

    internal ConsumerGroup GetGroup_NeedsLock(string id)
    {
        if (!_groups.TryGetValue(id, out var group))
        {
            group = new ConsumerGroup(id, t => _topics.TryGetValue(t, out var topic) ? topic.Partitions.Length : 0, Options.TimeProvider);
            _groups.Add(id, group);
        }

        return group;
    }

    internal long? Committed_NeedsLock(string group, TopicPartition partition) =>
        _offsets.TryGetValue((group, partition), out var offset) ? offset : null;

    /// <summary>Whether an open transaction is about to move the group's offset: who reads it must wait.</summary>
    internal bool IsOffsetPending_NeedsLock(string group, TopicPartition partition) =>
        _open.Exists(t => t.Offsets.ContainsKey((group, partition)));

    internal void SetCommitted_NeedsLock(string group, TopicPartition partition, long offset) => _offsets[(group, partition)] = offset;

    internal void CheckMayCommit_NeedsLock(ConsumerGroupMetadata metadata, IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        if (metadata is not SimulatedGroupMetadata known)
        {
            throw new ArgumentException("The group metadata comes from a consumer of another log.", nameof(metadata));
        }

        _groups.TryGetValue(metadata.GroupId, out var group);
        foreach (var (partition, _) in offsets)
        {
            GetPartition_NeedsLock(partition);
            if (!known.MayCommit(group, partition))
            {
                throw new LogFencedException(
                    $"The offset of {partition} was not committed for group '{metadata.GroupId}': this member no longer holds the " +
                    "partition. Drop what is not committed and poll again to learn what it holds now.");
            }
        }
    }

    /// <summary>Fences earlier producers of an id.</summary>
    /// <returns>The epoch of the new one.</returns>
    internal int NextEpoch_NeedsLock(string transactionalId)
    {
        var epoch = _epochs.GetValueOrDefault(transactionalId) + 1;
        _epochs[transactionalId] = epoch;
        foreach (var transaction in _open.FindAll(t => t.TransactionalId == transactionalId))
        {
            End_NeedsLock(transaction, commit: false);
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

        Wake_NeedsLock();
    }

    /// <summary>Aborts transactions that were open for too long, and fences their producers.</summary>
    internal void AbortOverdue_NeedsLock()
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var transaction = _open[i];
            if (Options.TimeProvider.GetElapsedTime(transaction.StartedAt) > transaction.Timeout)
            {
                NextEpoch_NeedsLock(transaction.TransactionalId);
            }
        }
    }

    private void TopicsChanged_NeedsLock()
    {
        foreach (var group in _groups.Values)
        {
            group.Rebalance();
        }

        Wake_NeedsLock();
    }
}
