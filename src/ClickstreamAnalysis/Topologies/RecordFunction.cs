namespace ClickstreamAnalysis.Topologies;

/// <summary>A function of a user over one record, whichever of the two forms it was given in.</summary>
internal delegate TResult RecordFunction<TKey, TValue, out TResult>(in Record<TKey, TValue> record);
