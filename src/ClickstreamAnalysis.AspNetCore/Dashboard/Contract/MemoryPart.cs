namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A part of the memory, in bytes.</summary>
internal sealed record MemoryPart(string Name, long Bytes);
