namespace ClickstreamAnalysis.Processing;

/// <summary>Closes what is due.</summary>
/// <param name="streamTimeMs">Stream time.</param>
/// <param name="most">How many entries may be closed; what was closed is taken off.</param>
/// <returns>Whether that was all. If not, it is called again before long.</returns>
internal delegate bool DueCloser(long streamTimeMs, ref int most);
