namespace ClickstreamAnalysis;

/// <summary>A partition that a scan did not read.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Reason">Why: <see cref="StateAnswerStatus.Restoring"/>, <see cref="StateAnswerStatus.NotHere"/> or <see cref="StateAnswerStatus.NotRunning"/>.</param>
public readonly record struct StateGap(int Partition, StateAnswerStatus Reason);
