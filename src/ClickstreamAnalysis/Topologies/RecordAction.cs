namespace ClickstreamAnalysis.Topologies;

/// <summary>An action of a user over one record, whichever of the two forms it was given in.</summary>
internal delegate void RecordAction<TKey, TValue>(in Record<TKey, TValue> record);
