namespace ClickstreamAnalysis.Processing;

/// <summary>A topic that a topology writes to.</summary>
/// <param name="Name">Its name; for an internal topic the part behind the application id.</param>
/// <param name="IsInternal">Whether the engine makes the topic and puts the application id in front.</param>
internal sealed record OutputTopic(string Name, bool IsInternal);
