using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>JSON metadata for reading late clicks. Writing uses Utf8JsonWriter directly, which does not allocate.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LateClickFields))]
internal sealed partial class LateClickJson : JsonSerializerContext;
