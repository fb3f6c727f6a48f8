using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>The JSON metadata for reading sessions. They are written by hand, which allocates nothing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SessionFields))]
internal sealed partial class SessionJson : JsonSerializerContext;
