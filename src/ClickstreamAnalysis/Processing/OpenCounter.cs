namespace ClickstreamAnalysis.Processing;

/// <summary>Counts the open entries of an operator. Not for the hot path: it may read rows.</summary>
/// <param name="most">The count at which to stop.</param>
/// <returns>The number of open entries, or <paramref name="most"/> if there are more.</returns>
internal delegate long OpenCounter(long most);
