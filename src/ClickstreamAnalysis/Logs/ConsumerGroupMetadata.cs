namespace ClickstreamAnalysis.Logs;

/// <summary>Identifies a consumer as a member of a group in one generation, so that offsets of a stale member are refused.</summary>
public abstract class ConsumerGroupMetadata
{
    /// <summary>Creates the metadata. For implementations of <see cref="IRecordLog"/>.</summary>
    /// <param name="groupId">The group's id.</param>
    protected ConsumerGroupMetadata(string groupId) => GroupId = groupId;

    /// <summary>The group's id.</summary>
    public string GroupId { get; }
}
