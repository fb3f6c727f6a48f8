using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>The layout of a fingerprint.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApplicationFingerprint))]
internal sealed partial class ApplicationFingerprintJson : JsonSerializerContext;
