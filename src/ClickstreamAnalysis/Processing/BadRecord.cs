namespace ClickstreamAnalysis.Processing;

/// <summary>Says which record cannot be processed, and why. Holds no user data.</summary>
/// <param name="Reason">
/// A short fixed code: <c>oversized</c>, <c>null-key</c>, <c>null-value</c>, <c>deserialization</c> or the serde's own (such as
/// <c>invalid-json</c>, <c>missing-user</c>), <c>processing</c>.
/// </param>
/// <param name="TaskId">The task.</param>
/// <param name="Topic">The topic it was read from.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
/// <param name="Error">The exception behind it, if there was one. Its message may quote data when a lambda of the user made it.</param>
public readonly record struct BadRecord(string Reason, string TaskId, string Topic, int Partition, long Offset, Exception? Error);
