using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis;

/// <summary>A schema of the registry with everything that it refers to. Immutable.</summary>
/// <param name="Text">The schema.</param>
/// <param name="Type">Avro, JSON Schema or Protobuf.</param>
/// <param name="References">The schemas that it refers to, directly or not; each stands behind those that it refers to itself.</param>
public sealed record ResolvedSchema(string Text, SchemaType Type, IReadOnlyList<ReferencedSchema> References);
