using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Dashboard;

/// <summary>The files of the dashboard, embedded in the package.</summary>
internal static class DashboardAssets
{
    private const string Prefix = "dashboard/";

    private static readonly FrozenDictionary<string, Asset> s_assets = Read();

    /// <summary>Sends a file, or says that the browser has it already, or that there is none.</summary>
    public static async Task SendAsync(HttpContext context, string name)
    {
        var response = context.Response;
        if (!s_assets.TryGetValue(name, out var asset))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.Headers.ETag = asset.Tag;
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch == asset.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Bytes.Length;
        await response.Body.WriteAsync(asset.Bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static FrozenDictionary<string, Asset> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(static name => name[Prefix.Length..], name => AssetOf(assembly, name), StringComparer.Ordinal);
    }

    private static Asset AssetOf(Assembly assembly, string name)
    {
        using var resource = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new Asset(bytes, ContentTypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };

    private sealed record Asset(byte[] Bytes, string ContentType, string Tag);
}
