using System.Collections.Frozen;
using ClickstreamAnalysis.AspNetCore.Files;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Dashboard;

/// <summary>The files of the dashboard, embedded in the package.</summary>
internal static class DashboardAssets
{
    private const string Prefix = "dashboard/";

    private static readonly FrozenDictionary<string, EmbeddedFile> s_files = typeof(DashboardAssets).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[Prefix.Length..], static name => EmbeddedFile.Read(name, ContentTypeOf(name)), StringComparer.Ordinal);

    /// <summary>Sends a file, or says that the browser has it already, or that there is none.</summary>
    public static Task SendAsync(HttpContext context, string name)
    {
        if (s_files.TryGetValue(name, out var file))
        {
            return file.SendAsync(context, "no-cache");
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}
