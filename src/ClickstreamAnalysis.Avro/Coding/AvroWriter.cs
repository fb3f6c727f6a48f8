namespace ClickstreamAnalysis.Avro.Coding;

/// <summary>Writes a value with one schema.</summary>
internal delegate void AvroWriter<in T>(T value, AvroEncoder encoder);
