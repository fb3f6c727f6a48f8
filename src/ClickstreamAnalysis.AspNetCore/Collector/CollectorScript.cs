using ClickstreamAnalysis.AspNetCore.Files;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>The script that pages include.</summary>
internal static class CollectorScript
{
    /// <summary>The script.</summary>
    public static EmbeddedFile File { get; } = EmbeddedFile.Read("clickstream.js", "text/javascript; charset=utf-8");

    /// <summary>Serves the script. Browsers keep it for an hour, then ask whether it has changed.</summary>
    public static Task GetAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return File.SendAsync(context, "public, max-age=3600");
    }
}
