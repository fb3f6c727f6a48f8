namespace ClickstreamAnalysis.Logs.Groups;

/// <summary>A group member at an epoch, or no member for a consumer without a membership.</summary>
internal sealed class MemberMetadata(GroupCoordinator coordinator, string groupId, GroupMember? member) : ConsumerGroupMetadata(groupId)
{
    private readonly int _epoch = member?.Epoch ?? 0;

    public GroupCoordinator Coordinator { get; } = coordinator;

    /// <summary>Whether offsets of a partition may be committed: by its owner, or by a nonmember while the group has no members.</summary>
    public bool MayCommit(ConsumerGroup? group, TopicPartition partition) =>
        member is null ? group is null or { IsEmpty: true } : ConsumerGroup.MayCommit(member, _epoch, partition);
}
