namespace ClickstreamAnalysis.Logs.Embedded.Groups;

/// <summary>A consumer's place in a <see cref="ConsumerGroup"/>. Rejected by the log's lock, like the group.</summary>
internal sealed class GroupMember(ConsumerGroup group, int id, IReadOnlyCollection<string> topics, TimeSpan sessionTimeout, string? instanceId)
{
    public ConsumerGroup Group { get; } = group;

    public int Id { get; } = id;

    public IReadOnlyCollection<string> Topics { get; } = topics;

    public TimeSpan SessionTimeout { get; } = sessionTimeout;

    /// <summary>The name under which it can be replaced; null for a member without.</summary>
    public string? InstanceId { get; } = instanceId;

    /// <summary>What the member should hold.</summary>
    public HashSet<TopicPartition> Target { get; } = [];

    /// <summary>What the member holds.</summary>
    public HashSet<TopicPartition> Held { get; } = [];

    /// <summary>Rises with each change of <see cref="Held"/>, so that metadata taken before a change is known to be stale.</summary>
    public int Epoch { get; set; }

    /// <summary>Set once the group gave the member up; it can only join again as a new one.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Set once another joined under the same name; it can never join again.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>True while the member waits inside a poll: it cannot be silent then.</summary>
    public bool IsPolling { get; set; }

    /// <summary>Timestamp of the last sign of life.</summary>
    public long LastSeen { get; set; }

    /// <summary>The group's version at which nothing was left to give back or take.</summary>
    public long SettledAt { get; set; } = -1;

    /// <summary>Set when everything held is to be given back once, even what comes straight back.</summary>
    public bool MustGiveBack { get; set; }
}
