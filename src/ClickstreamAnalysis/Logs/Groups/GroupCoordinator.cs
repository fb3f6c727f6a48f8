using ClickstreamAnalysis.Logs.Groups;

namespace ClickstreamAnalysis.Logs;

/// <summary>
/// Assigns partitions to the consumers of one process, by group, for logs without brokers. Consumers also wait here for records.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Calls the log only through the partition-count function, while holding its lock. That function must not block or call back.
/// </remarks>
public sealed class GroupCoordinator
{
    private readonly object _gate = new();
    private readonly Dictionary<string, ConsumerGroup> _groups = [];
    private readonly Func<string, int> _partitionsOf;
    private readonly TimeProvider _time;
    private long _version;

    /// <summary>Creates a coordinator without groups.</summary>
    /// <param name="partitionsOf">Returns the partition count of a topic; 0 when it does not exist.</param>
    /// <param name="time">The clock for session timeouts.</param>
    public GroupCoordinator(Func<string, int> partitionsOf, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(partitionsOf);
        ArgumentNullException.ThrowIfNull(time);
        (_partitionsOf, _time) = (partitionsOf, time);
    }

    /// <summary>Incremented on every change that a waiting consumer must notice.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Adds a consumer to a group.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="topics">The topics that the consumer subscribes to.</param>
    /// <param name="options">The consumer's session timeout and instance id.</param>
    /// <param name="listener">Receives assignment changes. Called without holding a lock.</param>
    /// <param name="holder">The consumer.</param>
    /// <returns>The membership. Call <see cref="GroupMembership.Settle"/> at the start of each poll.</returns>
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

    /// <summary>Creates the group metadata of a consumer for commits, as <see cref="ILogConsumer.GroupMetadata"/> returns it.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="membership">The membership of the consumer; null for a consumer that is not a group member.</param>
    /// <returns>The metadata, which become stale when the partitions of the member change.</returns>
    public ConsumerGroupMetadata GetMetadata(string groupId, GroupMembership? membership)
    {
        lock (_gate)
        {
            return new MemberMetadata(this, groupId, membership?.Member);
        }
    }

    /// <summary>
    /// Throws when offsets must not be committed: only the owner of a partition may commit, or any consumer while the group has no
    /// members.
    /// </summary>
    /// <param name="metadata">The metadata of the committing consumer, from <see cref="GetMetadata"/>.</param>
    /// <param name="offsets">The offsets.</param>
    /// <exception cref="ArgumentException">The metadata belong to a consumer of another log.</exception>
    /// <exception cref="ProducerFencedException">The member no longer owns one of the partitions.</exception>
    public void CheckMayCommit(ConsumerGroupMetadata metadata, IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(offsets);
        if (metadata is not MemberMetadata known || known.Coordinator != this)
        {
            throw new ArgumentException("The group metadata comes from a consumer of another log.", nameof(metadata));
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
                        "partition. Discard uncommitted work and poll again to get the current assignment.");
                }
            }
        }
    }

    /// <summary>Rebalances all groups after topics were created or deleted.</summary>
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

    /// <summary>Revokes all partitions of a group's members and assigns them in another order.</summary>
    /// <param name="groupId">The group. Nothing happens when it does not exist.</param>
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

    /// <summary>Removes all members of a group, as if their session timeouts had expired.</summary>
    /// <param name="groupId">The group. Nothing happens when it does not exist.</param>
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

    /// <summary>Waits until <see cref="Version"/> changes.</summary>
    /// <param name="version">The <see cref="Version"/> before the consumer's last check.</param>
    /// <param name="time">The maximum time to wait.</param>
    /// <param name="membership">The membership of the consumer, whose session does not expire during the wait; null for none.</param>
    /// <returns>False when the time has elapsed; true when the consumer should check again.</returns>
    public bool Wait(long version, TimeSpan time, GroupMembership? membership)
    {
        lock (_gate)
        {
            if (_version != version)
            {
                return true;
            }

            // The expiry of other members raises no signal, so a member wakes periodically.
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
