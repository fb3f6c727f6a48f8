namespace ClickstreamAnalysis.Queries;

/// <summary>A task of this instance.</summary>
/// <param name="IsRunning">False while it is being restored.</param>
/// <param name="Since">When it got into this state.</param>
/// <param name="Sequence">Different for each change of any task of the instance, and rising.</param>
internal readonly record struct HeldTask(bool IsRunning, DateTimeOffset Since, long Sequence);
