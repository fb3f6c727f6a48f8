namespace ClickstreamAnalysis;

/// <summary>A result or a state entry that cannot be written to its topic, and why. Holds no user data.</summary>
/// <param name="Reason">A short fixed code: <c>too-large</c>, <c>serialization</c>, or the code of the serde's <c>SerdeException</c>.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Operator">The name of the node that writes, or of the store.</param>
/// <param name="Topic">The topic: for a store its changelog.</param>
/// <param name="Bytes">How many bytes key, value and headers take; 0 when they could not be serialized.</param>
/// <param name="MaxBytes">How many bytes the topic takes.</param>
/// <param name="Source">The input record in hand; <see cref="RecordMetadata.None"/> when windows close, in punctuations, and at a commit, when stores are written.</param>
/// <param name="Error">The exception behind it, if there was one. Its message may quote data when a serde of the user made it.</param>
public readonly record struct UnwritableRecord(
    string Reason, string TaskId, string Operator, string Topic, long Bytes, long MaxBytes, RecordMetadata Source, Exception? Error);
