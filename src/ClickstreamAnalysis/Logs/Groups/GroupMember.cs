namespace ClickstreamAnalysis.Logs.Groups;

/// <summary>A member of a <see cref="ConsumerGroup"/>. Guarded by the coordinator's lock, like the group.</summary>
internal sealed class GroupMember(ConsumerGroup group, int id, IReadOnlyCollection<string> topics, TimeSpan sessionTimeout, string? instanceId)
{
    public ConsumerGroup Group { get; } = group;

    public int Id { get; } = id;

    public IReadOnlyCollection<string> Topics { get; } = topics;

    public TimeSpan SessionTimeout { get; } = sessionTimeout;

    /// <summary>The instance id under which the member can be replaced; null for none.</summary>
    public string? InstanceId { get; } = instanceId;

    /// <summary>The partitions assigned to the member.</summary>
    public HashSet<TopicPartition> Target { get; } = [];

    /// <summary>The partitions that the member currently owns.</summary>
    public HashSet<TopicPartition> Held { get; } = [];

    /// <summary>Incremented whenever <see cref="Held"/> changes, which makes older metadata stale.</summary>
    public int Epoch { get; set; }

    /// <summary>Whether the group removed the member. The consumer can join again as a new member.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Whether another consumer joined under the same instance id. This consumer can never join again.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Whether the member is waiting inside a poll. Its session does not expire then.</summary>
    public bool IsPolling { get; set; }

    /// <summary>Timestamp of the last activity.</summary>
    public long LastSeen { get; set; }

    /// <summary>The version of the group at which nothing was left to revoke or to take.</summary>
    public long SettledAt { get; set; } = -1;

    /// <summary>Whether the member must revoke all partitions once, even those that it gets again.</summary>
    public bool MustGiveBack { get; set; }
}
