using ClickstreamAnalysis.Logs.Groups;

namespace ClickstreamAnalysis.Logs;

/// <summary>Keeps the partitions of a consumer in line with its group. Not thread-safe: use it on the consumer's thread only.</summary>
public sealed class GroupMembership
{
    private readonly GroupCoordinator _coordinator;
    private readonly object _gate;
    private readonly ConsumerGroup _group;
    private readonly IReadOnlyCollection<string> _topics;
    private readonly LogConsumerOptions _options;
    private readonly IAssignmentListener _listener;
    private readonly IPartitionHolder _holder;

    internal GroupMembership(
        GroupCoordinator coordinator, object gate, ConsumerGroup group, IReadOnlyCollection<string> topics, LogConsumerOptions options,
        IAssignmentListener listener, IPartitionHolder holder)
    {
        (_coordinator, _gate, _group, _topics, _options, _listener, _holder) = (coordinator, gate, group, topics, options, listener, holder);
        Member = Join();
    }

    /// <summary>Whether the consumer is a group member. If not, the next <see cref="Settle"/> joins the group again.</summary>
    public bool IsMember
    {
        get
        {
            lock (_gate)
            {
                return !Member.IsDropped;
            }
        }
    }

    /// <summary>The current member. Changes when the consumer joins again after it was removed.</summary>
    internal GroupMember Member { get; private set; }

    /// <summary>Revokes, loses and adds partitions as the group requires. Call it at the start of each poll.</summary>
    /// <exception cref="InstanceFencedException">Another consumer has joined under the same instance id.</exception>
    public void Settle()
    {
        TopicPartition[] revoked;
        bool isLost;
        lock (_gate)
        {
            if (_group.DropSilentBut(Member))
            {
                _coordinator.Wake();
            }

            isLost = Member.IsDropped;
            if (!isLost && !_group.HasChange(Member))
            {
                return;
            }

            revoked = isLost ? [] : _group.ToGiveBack(Member);
        }

        if (isLost)
        {
            Lose();
        }
        else
        {
            GiveBack(revoked);
        }

        Take();
    }

    /// <summary>Removes the consumer from the group, as if its session timeout had expired.</summary>
    public void Expel()
    {
        lock (_gate)
        {
            _group.Leave(Member);
            _coordinator.Wake();
        }
    }

    /// <summary>Revokes all partitions, then leaves the group.</summary>
    public void Close()
    {
        try
        {
            if (_holder.Assignment is { Count: > 0 } held)
            {
                if (IsMember)
                {
                    _listener.OnRevoked(held);
                }
                else
                {
                    _listener.OnLost(held);
                }
            }
        }
        finally
        {
            Expel();
        }
    }

    private GroupMember Join()
    {
        lock (_gate)
        {
            var member = _group.Join(_topics, _options.SessionTimeout, _options.InstanceId);
            _coordinator.Wake();
            return member;
        }
    }

    private void Lose()
    {
        var held = _holder.Assignment;
        _holder.Remove(held);
        if (Member.IsReplaced)
        {
            throw new InstanceFencedException(
                $"Another consumer has joined group '{_group.Id}' as '{_options.InstanceId}', so this one is no longer a member. Give each consumer an instance id of its own.");
        }

        Member = Join();
        if (held.Count > 0)
        {
            _listener.OnLost(held);
        }
    }

    private void GiveBack(TopicPartition[] partitions)
    {
        try
        {
            if (partitions.Length > 0)
            {
                _listener.OnRevoked(partitions);
            }
        }
        finally
        {
            _holder.Remove(partitions);
            lock (_gate)
            {
                _group.GiveBack(Member, partitions);
                _coordinator.Wake();
            }
        }
    }

    private void Take()
    {
        TopicPartition[] added;
        lock (_gate)
        {
            // The member was removed in the meantime; the next call notices it.
            added = Member.IsDropped ? [] : _group.Take(Member);
        }

        if (added.Length > 0)
        {
            _holder.Add(added);
            _listener.OnAssigned(added);
        }
    }
}
