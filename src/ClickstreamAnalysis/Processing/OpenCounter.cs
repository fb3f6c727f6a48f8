namespace ClickstreamAnalysis.Processing;

/// <summary>Counts what is open at an operator. Not for the hot path: it may read rows.</summary>
/// <param name="most">Where to stop counting.</param>
/// <returns>How many are open, or <paramref name="most"/> if there are more.</returns>
internal delegate long OpenCounter(long most);
