namespace ClickstreamAnalysis.Logs;

/// <summary>An existing topic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">The number of partitions.</param>
/// <param name="Id">
/// Unique id of the topic; a deleted and recreated topic of the same name has a different one. Empty when the log has no topic ids,
/// as with Kafka before 2.8.
/// </param>
public sealed record TopicDescription(string Name, int Partitions, string Id);
