namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The counts of the sessions of one operator of a task.</summary>
/// <param name="NodeName">The operator, which is also the name of its store.</param>
/// <param name="Tally">The counts since the last commit.</param>
/// <param name="CountOf">Counts the sessions of a row.</param>
internal sealed record SessionHook(string NodeName, SessionTally Tally, RowCounter CountOf);
