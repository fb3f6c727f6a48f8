namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>Memory by part, in bytes.</summary>
internal sealed record MemoryFigures(long Budget, IReadOnlyList<MemoryPart> Parts);
