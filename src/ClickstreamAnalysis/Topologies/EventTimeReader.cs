namespace ClickstreamAnalysis.Topologies;

/// <summary>Reads event time from a value without copying the value.</summary>
internal delegate long EventTimeReader<TValue>(in TValue value);
