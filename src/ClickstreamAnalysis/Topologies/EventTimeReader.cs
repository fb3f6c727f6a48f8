namespace ClickstreamAnalysis.Topologies;

/// <summary>Reads event time off a value without copying it.</summary>
internal delegate long EventTimeReader<TValue>(in TValue value);
