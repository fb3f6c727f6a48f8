using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>The script that pages include.</summary>
internal static class CollectorScript
{
    private static readonly byte[] s_script = Read();

    private static readonly EntityTagHeaderValue s_tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(s_script))[..16]}\"");

    /// <summary>The script as it is served.</summary>
    public static ReadOnlyMemory<byte> Bytes => s_script;

    /// <summary>Serves the script. Browsers keep it for an hour, then ask whether it has changed.</summary>
    public static Task GetAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=3600";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return TypedResults.Bytes(s_script, "text/javascript; charset=utf-8", entityTag: s_tag).ExecuteAsync(context);
    }

    private static byte[] Read()
    {
        using var resource = typeof(CollectorScript).Assembly.GetManifestResourceStream("clickstream.js")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
