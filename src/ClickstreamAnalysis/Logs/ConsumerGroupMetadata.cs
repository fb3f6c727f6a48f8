namespace ClickstreamAnalysis.Logs;

/// <summary>Identifies a consumer as member of a group at a generation, so that a stale member's offsets are refused.</summary>
public abstract class ConsumerGroupMetadata
{
    /// <summary>For implementations of <see cref="IRecordLog"/>.</summary>
    /// <param name="groupId">The group.</param>
    protected ConsumerGroupMetadata(string groupId) => GroupId = groupId;

    /// <summary>The group.</summary>
    public string GroupId { get; }
}
