namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The counter of the open entries of one operator of a task.</summary>
/// <param name="NodeName">The operator.</param>
/// <param name="Noun">The kind of entries, in the plural.</param>
/// <param name="Count">Counts them.</param>
internal sealed record OpenHook(string NodeName, string Noun, OpenCounter Count);
