namespace ClickstreamAnalysis.Logs.Embedded.Groups;

/// <summary>Keeps what a consumer holds in step with its group; used on the consumer's thread only.</summary>
/// <param name="gate">The log's lock.</param>
/// <param name="wake">Wakes waiting consumers; called with the lock held.</param>
/// <param name="group">The group.</param>
/// <param name="topics">What is read.</param>
/// <param name="options">The consumer's: how long the member may be silent, and its name.</param>
/// <param name="listener">Told of changes, without the lock.</param>
/// <param name="holder">The consumer.</param>
internal sealed class GroupSubscription(
    object gate, Action wake, ConsumerGroup group, IReadOnlyCollection<string> topics, LogConsumerOptions options,
    IAssignmentListener listener, IPartitionHolder holder)
{
    private GroupMember _member = Join(gate, wake, group, topics, options);

    /// <summary>The member; another one after the group gave it up.</summary>
    public GroupMember Member => _member;

    /// <summary>Gives back, loses and takes what the group says.</summary>
    public void Settle()
    {
        TopicPartition[] goes;
        bool isLost;
        lock (gate)
        {
            if (group.DropSilentBut(_member))
            {
                wake();
            }

            isLost = _member.IsDropped;
            if (!isLost && !group.HasChange(_member))
            {
                return;
            }

            goes = isLost ? [] : group.ToGiveBack(_member);
        }

        if (isLost)
        {
            Lose();
        }
        else
        {
            GiveBack(goes);
        }

        Take();
    }

    /// <summary>Leaves the group, after everything held was given back.</summary>
    public void Close()
    {
        try
        {
            if (holder.Assignment is { Count: > 0 } held)
            {
                if (_member.IsDropped)
                {
                    listener.OnLost(held);
                }
                else
                {
                    listener.OnRevoked(held);
                }
            }
        }
        finally
        {
            lock (gate)
            {
                group.Leave(_member);
                wake();
            }
        }
    }

    private static GroupMember Join(
        object gate, Action wake, ConsumerGroup group, IReadOnlyCollection<string> topics, LogConsumerOptions options)
    {
        lock (gate)
        {
            var member = group.Join(topics, options.SessionTimeout, options.InstanceId);
            wake();
            return member;
        }
    }

    private void Lose()
    {
        var held = holder.Assignment;
        holder.Remove(held);
        if (_member.IsReplaced)
        {
            throw new InstanceFencedException(
                $"Another consumer has joined group '{group.Id}' as '{options.InstanceId}', so this one is no longer a member: give each an instance id of its own.");
        }

        _member = Join(gate, wake, group, topics, options);
        if (held.Count > 0)
        {
            listener.OnLost(held);
        }
    }

    private void GiveBack(TopicPartition[] partitions)
    {
        try
        {
            if (partitions.Length > 0)
            {
                listener.OnRevoked(partitions);
            }
        }
        finally
        {
            holder.Remove(partitions);
            lock (gate)
            {
                group.GiveBack(_member, partitions);
                wake();
            }
        }
    }

    private void Take()
    {
        TopicPartition[] comes;
        lock (gate)
        {
            // Given up in the meantime: the next call sees to it.
            comes = _member.IsDropped ? [] : group.Take(_member);
        }

        if (comes.Length > 0)
        {
            holder.Add(comes);
            listener.OnAssigned(comes);
        }
    }
}
