using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>The OpenAPI document of the endpoints, which is embedded in the package.</summary>
internal static class OpenApiDocument
{
    /// <summary>The document.</summary>
    public static Answer Answer { get; } = new(StatusCodes.Status200OK, Read());

    private static byte[] Read()
    {
        using var resource = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
