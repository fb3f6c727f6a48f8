namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>Identifies a store of an application.</summary>
/// <param name="Form">Its kind and the names of its serdes.</param>
/// <param name="SubTopology">The number of its sub-topology: part of the names of its tasks.</param>
/// <param name="Changelog">The id of its changelog topic; null when it has none, empty when the id is not known.</param>
internal sealed record StoreFingerprint(string Form, int SubTopology, string? Changelog);
