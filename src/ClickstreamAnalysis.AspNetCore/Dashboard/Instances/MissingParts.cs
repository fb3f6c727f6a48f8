namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>What the picture lacks.</summary>
/// <param name="Silent">The addresses of the instances that did not answer.</param>
/// <param name="Unreadable">The addresses of the instances of whose answer something could not be read.</param>
/// <param name="Oversized">The addresses of the instances whose answer was larger than it may be, so that its state is missing.</param>
/// <param name="Instances">How many instances have no part at all.</param>
internal sealed record MissingParts(IReadOnlyList<string> Silent, IReadOnlyList<string> Unreadable, IReadOnlyList<string> Oversized, int Instances);
