using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The JSON layout of a checkpoint.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TaskCheckpoint))]
internal sealed partial class TaskCheckpointJson : JsonSerializerContext;
