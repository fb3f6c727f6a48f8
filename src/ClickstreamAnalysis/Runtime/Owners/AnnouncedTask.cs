namespace ClickstreamAnalysis.Runtime.Owners;

/// <summary>What the instances topic says about a task.</summary>
/// <param name="Last">The last announcement, the one that compaction keeps.</param>
/// <param name="Claim">The last claim, unless the instance that made it has released the task since.</param>
/// <param name="OwnSequence">The sequence of the last claim of this run of this instance; 0 when there is none.</param>
internal sealed record AnnouncedTask(Announcement Last, Announcement? Claim, long OwnSequence);
