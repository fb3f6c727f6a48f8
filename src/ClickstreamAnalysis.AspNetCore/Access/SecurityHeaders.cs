using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Access;

/// <summary>Sets the headers that OWASP's Secure Headers project recommends, on all answers of an endpoint, refusals included.</summary>
internal static class SecurityHeaders
{
    /// <summary>The content-security policy of answers without a page.</summary>
    public const string NoContent = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Sets the headers on endpoints. Call it last.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="contentPolicy">The content-security policy.</param>
    public static void Apply(IEndpointConventionBuilder endpoints, string contentPolicy) => endpoints.Finally(endpoint =>
    {
        if (endpoint.RequestDelegate is { } next)
        {
            endpoint.RequestDelegate = context =>
            {
                Set(context.Response, contentPolicy);
                return next(context);
            };
        }
    });

    /// <summary>Sets the headers of an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="contentPolicy">The content-security policy.</param>
    public static void Set(HttpResponse response, string contentPolicy)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = contentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
    }
}
