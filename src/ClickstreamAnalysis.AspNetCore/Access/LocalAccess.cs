using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Access;

/// <summary>
/// Keeps endpoints that show state to this machine, unless the host names an authorization policy for them.
/// </summary>
/// <remarks>
/// The rule is part of the endpoint, not of middleware: a host that forgets to add something leaves nothing open. With a policy, the authorization
/// middleware decides, and ASP.NET Core refuses to run such an endpoint without it.
/// </remarks>
internal static class LocalAccess
{
    private static readonly string[] s_proxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "X-Original-For", "Via"];

    /// <summary>Applies the rule to endpoints, after all conventions that the host adds.</summary>
    /// <param name="endpoints">The endpoints.</param>
    public static void Apply(IEndpointConventionBuilder endpoints) => endpoints.Finally(static endpoint =>
    {
        if (endpoint.RequestDelegate is { } next && !HasPolicy(endpoint.Metadata))
        {
            endpoint.RequestDelegate = context => IsLocal(context.Request) ? next(context) : RefuseAsync(context.Response);
        }
    });

    /// <summary>Whether a request was made on this machine, by somebody who addressed this machine.</summary>
    /// <param name="request">The request.</param>
    /// <remarks>
    /// A proxy on this machine passes on the requests of others, so a request with a proxy's headers is not local. Neither is one for another host name:
    /// a foreign page can make a browser resolve its own name to the loopback address.
    /// </remarks>
    public static bool IsLocal(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && IsLocalName(request.Host.Host)
        && !Array.Exists(s_proxyHeaders, header => request.Headers.ContainsKey(header));

    private static bool HasPolicy(IList<object> metadata) =>
        metadata.Any(static item => item is IAuthorizeData or AuthorizationPolicy) && !metadata.Any(static item => item is IAllowAnonymous);

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status403Forbidden;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(
            "Only requests from this machine are answered here. To answer others, name an authorization policy: call RequireAuthorization on what the Map method returns.\n");
    }
}
