namespace ClickstreamAnalysis.Avro.Coding;

/// <summary>Reads a value that was written with one schema.</summary>
internal delegate T AvroReader<out T>(AvroDecoder decoder);
