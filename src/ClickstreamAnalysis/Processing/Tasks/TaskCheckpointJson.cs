using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>How the JSON of a checkpoint is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TaskCheckpoint))]
internal sealed partial class TaskCheckpointJson : JsonSerializerContext;
