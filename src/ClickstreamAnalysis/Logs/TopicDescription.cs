namespace ClickstreamAnalysis.Logs;

/// <summary>A topic as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="Id">
/// Tells it from every other topic, also from one of the same name that was deleted before. Empty when the log does not know,
/// as Kafka before 2.8.
/// </param>
public sealed record TopicDescription(string Name, int Partitions, string Id);
