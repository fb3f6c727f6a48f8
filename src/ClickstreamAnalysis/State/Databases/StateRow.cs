namespace ClickstreamAnalysis.State.Databases;

/// <summary>A copy of a row.</summary>
internal readonly record struct StateRow(byte[] Key, byte[] Value);
