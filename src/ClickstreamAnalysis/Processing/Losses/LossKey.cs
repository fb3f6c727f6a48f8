namespace ClickstreamAnalysis.Processing.Losses;

/// <summary>What losses are counted by.</summary>
internal readonly record struct LossKey(string Operator, string Reason);
