namespace ClickstreamAnalysis.Processing;

/// <summary>The records that one operator did not use, for one reason. Immutable.</summary>
/// <param name="Operator">The name of the node in the topology.</param>
/// <param name="Reason">A short fixed code, for example <c>session-closed</c> or <c>window-null-key</c>.</param>
/// <param name="Records">How many records.</param>
public sealed record OperatorLoss(string Operator, string Reason, long Records);
