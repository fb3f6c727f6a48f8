using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Dashboard;

/// <summary>Writes JSON that no cache keeps.</summary>
internal static class JsonResponses
{
    public static Task WriteJsonAsync<T>(this HttpResponse response, T value, JsonTypeInfo<T> type)
    {
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/json; charset=utf-8";
        return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), response.HttpContext.RequestAborted).AsTask();
    }
}
