namespace ClickstreamAnalysis.Processing.Losses;

/// <summary>The key by which losses are counted.</summary>
internal readonly record struct LossKey(string Operator, string Reason);
