namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>How to count what is open at one operator of a task.</summary>
/// <param name="NodeName">The operator.</param>
/// <param name="Noun">What it is that is open, in the plural.</param>
/// <param name="Count">Counts it.</param>
internal sealed record OpenHook(string NodeName, string Noun, OpenCounter Count);
