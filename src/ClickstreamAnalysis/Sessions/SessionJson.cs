using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>How the JSON of sessions is read. Writing is by hand, because it allocates nothing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SessionFields))]
internal sealed partial class SessionJson : JsonSerializerContext;
