namespace ClickstreamAnalysis;

/// <summary>A schema that another one refers to. Immutable.</summary>
/// <param name="Name">The name in the reference: for Avro the full name of the type, for Protobuf the file, for JSON Schema the URI.</param>
/// <param name="Text">The schema.</param>
public sealed record ReferencedSchema(string Name, string Text);
