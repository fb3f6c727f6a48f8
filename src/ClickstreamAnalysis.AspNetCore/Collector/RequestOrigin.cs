using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Decides whether the page of a request may send clicks. Thread-safe.</summary>
internal sealed class RequestOrigin
{
    private readonly ICorsService _cors;
    private readonly CorsPolicy _policy;

    public RequestOrigin(ICorsService cors, IEnumerable<string> allowed)
    {
        _cors = cors;
        var builder = new CorsPolicyBuilder([.. allowed]).WithMethods(HttpMethods.Post).WithHeaders("Content-Type").SetPreflightMaxAge(TimeSpan.FromHours(1));
        _policy = builder.Build();

        // sendBeacon sends cookies along, and fails without this when it sends JSON. Nothing here depends on them.
        _policy.SupportsCredentials = !_policy.AllowAnyOrigin;
    }

    /// <summary>Adds the CORS headers to the response of an allowed page.</summary>
    /// <returns>Whether the page may send clicks.</returns>
    public bool Allow(HttpContext context)
    {
        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0 || IsSameOrigin(context.Request))
        {
            return true;
        }

        var result = _cors.EvaluatePolicy(context, _policy);
        if (origin.Count != 1 || !result.IsOriginAllowed)
        {
            return false;
        }

        _cors.ApplyResult(result, context.Response);
        return true;
    }

    /// <summary>The host of the page, or of the request when it names no page.</summary>
    public static string SourceOf(HttpRequest request)
    {
        var source = Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin) ? origin.Authority : request.Host.Value ?? "";
        return source.Length > ClickLimits.MaxNameLength ? source[..ClickLimits.MaxNameLength] : source;
    }

    // Behind a proxy that ends TLS the schemes differ; browsers also say it themselves, and pages cannot set that header.
    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers.Origin.Count == 1
        && (request.Headers["Sec-Fetch-Site"] == "same-origin"
            || string.Equals(request.Headers.Origin[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
}
