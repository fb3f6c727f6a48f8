using System.Net;

namespace WebShop.Insights;

/// <summary>Answers only requests from this machine: lists of users are not for visitors. Behind a proxy, require a policy instead.</summary>
internal sealed class LocalOnly : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isLocal = http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && http.Request.Host.Host is "localhost" or "127.0.0.1" && !http.Request.Headers.ContainsKey("X-Forwarded-For");
        return isLocal ? next(context) : new(Results.StatusCode(StatusCodes.Status403Forbidden));
    }
}
