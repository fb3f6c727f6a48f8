namespace ClickstreamAnalysis;

/// <summary>The schema that values are written with. Immutable.</summary>
/// <param name="Id">Its id in the registry.</param>
/// <param name="Schema">The schema.</param>
public sealed record RegisteredWriter(int Id, ResolvedSchema Schema);
