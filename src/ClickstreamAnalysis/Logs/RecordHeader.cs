namespace ClickstreamAnalysis;

/// <summary>A header of a record.</summary>
/// <param name="Name">Its name; names may repeat.</param>
/// <param name="Value">Its bytes, or null.</param>
public readonly record struct RecordHeader(string Name, byte[]? Value);
