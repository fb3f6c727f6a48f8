namespace ClickstreamAnalysis.Processing;

/// <summary>A topic that a topology writes to.</summary>
/// <param name="Name">Its name; for an internal topic, without the application id.</param>
/// <param name="IsInternal">Whether the engine creates the topic and prefixes its name with the application id.</param>
internal sealed record OutputTopic(string Name, bool IsInternal);
