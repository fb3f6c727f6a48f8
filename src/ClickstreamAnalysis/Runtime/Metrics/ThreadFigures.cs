namespace ClickstreamAnalysis.Runtime.Metrics;

/// <summary>What a stream thread reports about itself, about once a second. Immutable.</summary>
/// <param name="Tasks">Tasks that run.</param>
/// <param name="RestoringTasks">Tasks that are being restored.</param>
/// <param name="Restored">Changelog records replayed since the thread started.</param>
/// <param name="RestoreRemaining">Changelog offsets still to replay.</param>
/// <param name="Inputs">The outside inputs of its tasks.</param>
internal sealed record ThreadFigures(int Tasks, int RestoringTasks, long Restored, long RestoreRemaining, IReadOnlyList<PartitionProgress> Inputs);
