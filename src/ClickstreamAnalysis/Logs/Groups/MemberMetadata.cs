namespace ClickstreamAnalysis.Logs.Groups;

/// <summary>A member at an epoch; without a member for a consumer that shares nothing.</summary>
internal sealed class MemberMetadata(GroupCoordinator coordinator, string groupId, GroupMember? member) : ConsumerGroupMetadata(groupId)
{
    private readonly int _epoch = member?.Epoch ?? 0;

    public GroupCoordinator Coordinator { get; } = coordinator;

    /// <summary>Whether offsets of a partition may be committed: by its holder, or from outside while the group has no member.</summary>
    public bool MayCommit(ConsumerGroup? group, TopicPartition partition) =>
        member is null ? group is null or { IsEmpty: true } : ConsumerGroup.MayCommit(member, _epoch, partition);
}
