using ClickstreamAnalysis.AspNetCore.Files;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>The OpenAPI document of the endpoints, which is embedded in the package.</summary>
internal static class OpenApiDocument
{
    /// <summary>The document.</summary>
    public static Answer Answer { get; } = new(StatusCodes.Status200OK, EmbeddedFile.Read("openapi.json", AnswerJson.ContentType).Bytes);
}
