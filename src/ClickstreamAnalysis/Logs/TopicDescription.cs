namespace ClickstreamAnalysis.Logs;

/// <summary>A topic as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it has.</param>
public sealed record TopicDescription(string Name, int Partitions);
