namespace ClickstreamAnalysis;

/// <summary>A result or a state entry that cannot be written to its topic, and why. Holds no user data.</summary>
/// <param name="Reason">A short fixed code: <c>too-large</c>, <c>serialization</c>, or the code of the serde's <c>SerdeException</c>.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Operator">The name of the node that writes, or of the store.</param>
/// <param name="Topic">The topic: for a store its changelog.</param>
/// <param name="Bytes">The bytes of key, value and headers; 0 when they could not be serialized.</param>
/// <param name="MaxBytes">The most bytes of a record that the topic accepts.</param>
/// <param name="Source">The current input record; <see cref="RecordMetadata.None"/> when windows close, in punctuations, and when stores are written at a commit.</param>
/// <param name="Error">The exception that was thrown, if any. Its message may quote data if a serde of the user threw it.</param>
public readonly record struct UnwritableRecord(
    string Reason, string TaskId, string Operator, string Topic, long Bytes, long MaxBytes, RecordMetadata Source, Exception? Error);
