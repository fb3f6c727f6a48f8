namespace ClickstreamAnalysis.Processing;

/// <summary>Closes the sessions or windows of an operator that are due.</summary>
/// <param name="streamTimeMs">Stream time.</param>
/// <param name="most">How many entries may be closed; reduced by the number closed.</param>
/// <returns>Whether all due entries are closed. If not, it is called again soon.</returns>
internal delegate bool DueCloser(long streamTimeMs, ref int most);
