using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Dashboard;

/// <summary>Reads the user of a request, and writes JSON that no cache keeps.</summary>
internal static class JsonResponses
{
    /// <summary>The user of the path. Routing decodes everything except an encoded slash.</summary>
    public static string UserOf(HttpRequest request) =>
        ((string)request.RouteValues["user"]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public static Task WriteJsonAsync<T>(this HttpResponse response, T value, JsonTypeInfo<T> type)
    {
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/json; charset=utf-8";
        return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), response.HttpContext.RequestAborted).AsTask();
    }
}
