using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>How the JSON of late clicks is read. Writing is by hand, because it allocates nothing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LateClickFields))]
internal sealed partial class LateClickJson : JsonSerializerContext;
