namespace ClickstreamAnalysis.Logs.Groups;

/// <summary>Assigns the partitions of topics to the members of one group. All members are in this process.</summary>
/// <remarks>
/// A partition moves in three steps: its target changes, its current owner revokes it, its new owner takes it. Both owners act in
/// their own polls, so callbacks run on the consumers' threads and a partition never has two owners. Not thread-safe: guarded by
/// the coordinator's lock.
/// </remarks>
internal sealed class ConsumerGroup(string id, Func<string, int> partitionsOf, TimeProvider time)
{
    private readonly List<GroupMember> _members = [];
    private readonly Dictionary<TopicPartition, GroupMember> _holders = [];
    private int _lastMemberId;
    private long _version;

    public string Id { get; } = id;

    /// <summary>Incremented whenever the targets change.</summary>
    public int Generation { get; private set; }

    public bool IsEmpty => _members.Count == 0;

    public IReadOnlyList<GroupMember> Members => _members;

    /// <summary>Adds a member. It replaces a member with the same instance id, so that no partitions move between the others.</summary>
    public GroupMember Join(IReadOnlyCollection<string> topics, TimeSpan sessionTimeout, string? instanceId)
    {
        var member = new GroupMember(this, ++_lastMemberId, [.. topics.Distinct()], sessionTimeout, instanceId) { LastSeen = time.GetTimestamp() };
        var place = instanceId is null ? -1 : _members.FindIndex(m => m.InstanceId == instanceId);
        if (place < 0)
        {
            _members.Add(member);
        }
        else
        {
            var replaced = _members[place];
            replaced.IsReplaced = true;
            Drop(replaced);
            _members[place] = member;
        }

        Rebalance();
        return member;
    }

    /// <summary>Removes the member. Its partitions become free immediately.</summary>
    public void Leave(GroupMember member)
    {
        if (!_members.Remove(member))
        {
            return;
        }

        Drop(member);
        Rebalance();
    }

    /// <summary>Records activity of a member and removes other members whose session timeout has expired.</summary>
    /// <returns>Whether any member was removed.</returns>
    public bool DropSilentBut(GroupMember living)
    {
        var now = time.GetTimestamp();
        living.LastSeen = now;
        var dropped = false;
        for (var i = _members.Count - 1; i >= 0; i--)
        {
            var member = _members[i];
            if (!member.IsPolling && time.GetElapsedTime(member.LastSeen, now) > member.SessionTimeout)
            {
                Leave(member);
                dropped = true;
            }
        }

        return dropped;
    }

    /// <summary>Recomputes the targets of all members after members or topics changed.</summary>
    public void Rebalance()
    {
        Generation++;
        _version++;
        foreach (var member in _members)
        {
            member.Target.Clear();
        }

        // Range assignment per topic, in join order: topics with equal partition counts are split alike, so copartitions stay together.
        foreach (var topic in _members.SelectMany(m => m.Topics).Distinct())
        {
            var subscribers = _members.FindAll(m => m.Topics.Contains(topic));
            var (share, larger) = Math.DivRem(partitionsOf(topic), subscribers.Count);
            var partition = 0;
            for (var i = 0; i < subscribers.Count; i++)
            {
                var end = partition + share + (i < larger ? 1 : 0);
                while (partition < end)
                {
                    subscribers[i].Target.Add(new TopicPartition(topic, partition++));
                }
            }
        }
    }

    /// <summary>Revokes all partitions of every member and assigns them in another order.</summary>
    public void Shuffle()
    {
        if (_members.Count > 0)
        {
            _members.Add(_members[0]);
            _members.RemoveAt(0);
            _members.ForEach(static m => m.MustGiveBack = m.Held.Count > 0);
            Rebalance();
        }
    }

    /// <summary>Whether the member has partitions to revoke or to take in its next poll.</summary>
    public bool HasChange(GroupMember member)
    {
        // Called in every poll, so the sets are compared only after a change.
        if (member.SettledAt == _version)
        {
            return false;
        }

        if (member.MustGiveBack || !member.Held.IsSubsetOf(member.Target) || member.Target.Any(IsFree))
        {
            return true;
        }

        member.SettledAt = _version;
        return false;
    }

    /// <summary>The partitions that the member must revoke, in order. It owns them until <see cref="GiveBack"/>.</summary>
    public TopicPartition[] ToGiveBack(GroupMember member) =>
        Sorted(member.MustGiveBack ? member.Held : member.Held.Where(p => !member.Target.Contains(p)));

    public void GiveBack(GroupMember member, IReadOnlyCollection<TopicPartition> partitions)
    {
        member.MustGiveBack = false;
        if (member.IsDropped || partitions.Count == 0)
        {
            return;
        }

        foreach (var partition in partitions)
        {
            if (member.Held.Remove(partition))
            {
                _holders.Remove(partition);
            }
        }

        member.Epoch++;
        _version++;
    }

    /// <summary>Gives the member the free partitions of its target.</summary>
    /// <returns>The added partitions, in order.</returns>
    public TopicPartition[] Take(GroupMember member)
    {
        var taken = Sorted(member.Target.Where(IsFree));
        foreach (var partition in taken)
        {
            _holders.Add(partition, member);
            member.Held.Add(partition);
        }

        if (taken.Length > 0)
        {
            member.Epoch++;
        }

        return taken;
    }

    /// <summary>Whether a member with this epoch may commit offsets of a partition.</summary>
    public static bool MayCommit(GroupMember member, int epoch, TopicPartition partition) =>
        !member.IsDropped && member.Epoch == epoch && member.Held.Contains(partition);

    private static TopicPartition[] Sorted(IEnumerable<TopicPartition> partitions) =>
        [.. partitions.OrderBy(static p => p.Topic, StringComparer.Ordinal).ThenBy(static p => p.Partition)];

    private void Drop(GroupMember member)
    {
        member.IsDropped = true;
        foreach (var partition in member.Held)
        {
            _holders.Remove(partition);
        }
    }

    private bool IsFree(TopicPartition partition) => !_holders.ContainsKey(partition);
}
