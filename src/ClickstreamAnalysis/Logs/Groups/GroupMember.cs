namespace ClickstreamAnalysis.Logs.Groups;

/// <summary>A member of a <see cref="ConsumerGroup"/>. Guarded by the coordinator's lock, like the group.</summary>
internal sealed class GroupMember(ConsumerGroup group, int id, IReadOnlyCollection<string> topics, TimeSpan sessionTimeout, string? instanceId)
{
    public ConsumerGroup Group { get; } = group;

    public int Id { get; } = id;

    public IReadOnlyCollection<string> Topics { get; } = topics;

    public TimeSpan SessionTimeout { get; } = sessionTimeout;

    /// <summary>The instance id under which it can be replaced; null for none.</summary>
    public string? InstanceId { get; } = instanceId;

    /// <summary>The partitions that the member should hold.</summary>
    public HashSet<TopicPartition> Target { get; } = [];

    /// <summary>The partitions that the member holds.</summary>
    public HashSet<TopicPartition> Held { get; } = [];

    /// <summary>Rises with each change of <see cref="Held"/>, so that metadata taken before a change is known to be stale.</summary>
    public int Epoch { get; set; }

    /// <summary>Set once the group dropped the member; the consumer can join again as a new one.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Set once another consumer joined under the same instance id; this one can never join again.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>True while the member waits inside a poll: its session does not expire then.</summary>
    public bool IsPolling { get; set; }

    /// <summary>Timestamp of the last sign of life.</summary>
    public long LastSeen { get; set; }

    /// <summary>The group's version at which nothing was left to give back or to take.</summary>
    public long SettledAt { get; set; } = -1;

    /// <summary>Set when the member must give back everything once, even what it gets again.</summary>
    public bool MustGiveBack { get; set; }
}
