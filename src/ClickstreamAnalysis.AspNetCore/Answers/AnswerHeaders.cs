using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Sets the headers that OWASP recommends for answers of an API, on all answers of an endpoint, refusals included.</summary>
internal static class AnswerHeaders
{
    /// <summary>Sets the headers on endpoints. Call it last.</summary>
    public static void Apply(IEndpointConventionBuilder endpoints) => endpoints.Finally(static endpoint =>
    {
        if (endpoint.RequestDelegate is { } next)
        {
            endpoint.RequestDelegate = context =>
            {
                Set(context.Response);
                return next(context);
            };
        }
    });

    /// <summary>Sets the headers of an answer.</summary>
    public static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
