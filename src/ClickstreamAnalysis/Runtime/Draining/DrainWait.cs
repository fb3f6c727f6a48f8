namespace ClickstreamAnalysis.Runtime.Draining;

/// <summary>A wait of a drain.</summary>
/// <param name="Reason">What it waits for.</param>
/// <param name="Subject">The partition or the tasks.</param>
/// <param name="Waited">For how long.</param>
/// <param name="Text">The wait in words, with its time.</param>
internal sealed record DrainWait(WaitReason Reason, string Subject, TimeSpan Waited, string Text);
