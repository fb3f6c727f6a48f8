namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>An input partition of a task.</summary>
internal sealed record InputFigures(string Topic, int Partition, long Lag, long? Offset, bool IsInternal);
