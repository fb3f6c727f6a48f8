namespace ClickstreamAnalysis.Logs.Groups;

/// <summary>Shares the partitions of topics among the members of one group, all of this process.</summary>
/// <remarks>
/// A partition moves in three steps: its target changes, its holder gives it back, its new holder takes it. Both learn of it in
/// their own polls, so callbacks run on the consumers' threads and a partition never has two holders. Not thread-safe: the
/// coordinator's lock guards it.
/// </remarks>
internal sealed class ConsumerGroup(string id, Func<string, int> partitionsOf, TimeProvider time)
{
    private readonly List<GroupMember> _members = [];
    private readonly Dictionary<TopicPartition, GroupMember> _holders = [];
    private int _lastMemberId;
    private long _version;

    public string Id { get; } = id;

    /// <summary>Rises with each change of the targets.</summary>
    public int Generation { get; private set; }

    public bool IsEmpty => _members.Count == 0;

    public IReadOnlyList<GroupMember> Members => _members;

    /// <summary>Adds a member. It replaces the member of the same instance id, if there is one, so that nothing moves between the others.</summary>
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

    /// <summary>Removes the member; its partitions are free at once.</summary>
    public void Leave(GroupMember member)
    {
        if (!_members.Remove(member))
        {
            return;
        }

        Drop(member);
        Rebalance();
    }

    /// <summary>Records a sign of life of a member, and drops others that have shown none for their session timeout.</summary>
    /// <returns>Whether there were any.</returns>
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

    /// <summary>Assigns the targets of all members anew, after members or topics changed.</summary>
    public void Rebalance()
    {
        Generation++;
        _version++;
        foreach (var member in _members)
        {
            member.Target.Clear();
        }

        // Ranges per topic in the order of joining: topics with as many partitions are split alike, so that copartitioned ones stay together.
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

    /// <summary>Revokes everything from every member, and assigns it in another order.</summary>
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

    /// <summary>Whether a poll of this member has partitions to give back or to take.</summary>
    public bool HasChange(GroupMember member)
    {
        // Called in every poll, so the sets are compared only after something moved.
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

    /// <summary>The partitions that the member must give back, in order; it holds them until <see cref="GiveBack"/>.</summary>
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

    /// <summary>Gives the member the partitions of its target that nobody holds.</summary>
    /// <returns>The new partitions, in order.</returns>
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

    /// <summary>Whether metadata of this member and epoch may still commit offsets of a partition.</summary>
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
