namespace ClickstreamAnalysis.Topologies;

/// <summary>A user's way to add one record to a result, whichever of the two forms it was given in.</summary>
internal delegate TResult RecordFold<TKey, TValue, TResult>(TResult result, in Record<TKey, TValue> record);
