using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>The JSON of what the library itself returns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StreamsDescription))]
[JsonSerializable(typeof(TaskDescription))]
[JsonSerializable(typeof(WorkProgress))]
[JsonSerializable(typeof(SessionFacts))]
[JsonSerializable(typeof(ClickEvent))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    public const string ContentType = "application/json";
    public const string ProblemContentType = "application/problem+json";
}
