using ClickstreamAnalysis.Logs.Groups;

namespace ClickstreamAnalysis.Logs;

/// <summary>
/// Shares partitions among the consumers of one process, by group, for logs without brokers to do it. Consumers also wait here for
/// records. Thread-safe.
/// </summary>
/// <remarks>It calls the log only through the function that counts partitions, with its lock held: that one must not call back or wait.</remarks>
public sealed class GroupCoordinator
{
    private readonly object _gate = new();
    private readonly Dictionary<string, ConsumerGroup> _groups = [];
    private readonly Func<string, int> _partitionsOf;
    private readonly TimeProvider _time;
    private long _version;

    /// <summary>Creates a coordinator without groups.</summary>
    /// <param name="partitionsOf">Returns how many partitions a topic has; 0 when it does not exist.</param>
    /// <param name="time">The clock of session timeouts.</param>
    public GroupCoordinator(Func<string, int> partitionsOf, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(partitionsOf);
        ArgumentNullException.ThrowIfNull(time);
        (_partitionsOf, _time) = (partitionsOf, time);
    }

    /// <summary>Rises with everything that a waiting consumer may want to know.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Joins a group.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="topics">The topics that the consumer reads.</param>
    /// <param name="options">The consumer's session timeout and instance id.</param>
    /// <param name="listener">Receives changes of the assignment, without a lock held.</param>
    /// <param name="holder">The consumer.</param>
    /// <returns>The membership, to be settled in each poll.</returns>
    public GroupMembership Join(
        string groupId, IReadOnlyCollection<string> topics, LogConsumerOptions options, IAssignmentListener listener, IPartitionHolder holder)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(holder);
        lock (_gate)
        {
            if (!_groups.TryGetValue(groupId, out var group))
            {
                group = new ConsumerGroup(groupId, _partitionsOf, _time);
                _groups.Add(groupId, group);
            }

            return new GroupMembership(this, _gate, group, [.. topics], options, listener, holder);
        }
    }

    /// <summary>Identifies a consumer for commits, as <see cref="ILogConsumer.GroupMetadata"/> does.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="membership">The consumer's membership; null for a consumer that shares nothing.</param>
    /// <returns>Metadata that turn stale when the partitions of the member change.</returns>
    public ConsumerGroupMetadata GetMetadata(string groupId, GroupMembership? membership)
    {
        lock (_gate)
        {
            return new MemberMetadata(this, groupId, membership?.Member);
        }
    }

    /// <summary>Throws when offsets must not be committed: only the holder of a partition may, or anybody while the group has no member.</summary>
    /// <param name="metadata">The committing consumer, from <see cref="GetMetadata"/>.</param>
    /// <param name="offsets">The offsets.</param>
    /// <exception cref="ArgumentException">The metadata are those of a consumer of another log.</exception>
    /// <exception cref="ProducerFencedException">The member no longer holds one of the partitions.</exception>
    public void CheckMayCommit(ConsumerGroupMetadata metadata, IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(offsets);
        if (metadata is not MemberMetadata known || known.Coordinator != this)
        {
            throw new ArgumentException("The group metadata come from a consumer of another log.", nameof(metadata));
        }

        lock (_gate)
        {
            var group = _groups.GetValueOrDefault(metadata.GroupId);
            foreach (var (partition, _) in offsets)
            {
                if (!known.MayCommit(group, partition))
                {
                    throw new ProducerFencedException(
                        $"The offset of {partition} was not committed for group '{metadata.GroupId}': this member no longer holds the " +
                        "partition. Drop what is not committed and poll again to learn what it holds now.");
                }
            }
        }
    }

    /// <summary>Assigns the partitions of all groups anew, after topics were created or deleted.</summary>
    public void OnTopicsChanged()
    {
        lock (_gate)
        {
            foreach (var group in _groups.Values)
            {
                group.Rebalance();
            }

            Wake();
        }
    }

    /// <summary>Revokes everything that the members of a group hold and assigns it in another order.</summary>
    /// <param name="groupId">The group; nothing happens when it does not exist.</param>
    public void Shuffle(string groupId)
    {
        lock (_gate)
        {
            if (_groups.TryGetValue(groupId, out var group))
            {
                group.Shuffle();
                Wake();
            }
        }
    }

    /// <summary>Expels all members of a group, as their session timeouts would.</summary>
    /// <param name="groupId">The group; nothing happens when it does not exist.</param>
    public void Expel(string groupId)
    {
        lock (_gate)
        {
            if (_groups.TryGetValue(groupId, out var group))
            {
                group.Members.ToList().ForEach(group.Leave);
                Wake();
            }
        }
    }

    /// <summary>Wakes all waiting consumers.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Volatile.Write(ref _version, _version + 1);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for something new.</summary>
    /// <param name="version">The <see cref="Version"/> before the consumer last looked.</param>
    /// <param name="time">How long to wait.</param>
    /// <param name="membership">The consumer's membership, whose session does not expire during the wait; null for none.</param>
    /// <returns>False when the time is up; true when the consumer should look again.</returns>
    public bool Wait(long version, TimeSpan time, GroupMembership? membership)
    {
        lock (_gate)
        {
            if (_version != version)
            {
                return true;
            }

            // Other members expire without a signal, so a member looks again from time to time.
            var member = membership?.Member;
            var slice = member is null ? TimeSpan.FromHours(1) : member.SessionTimeout / 2;
            slice = time < slice ? time : slice;
            member?.IsPolling = true;
            var isSignaled = Monitor.Wait(_gate, slice);
            member?.IsPolling = false;
            return isSignaled || slice < time;
        }
    }
}
