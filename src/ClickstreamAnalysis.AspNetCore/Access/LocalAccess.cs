using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis;

/// <summary>
/// Keeps endpoints that show state to this machine, unless the host names an authorization policy for them.
/// </summary>
/// <remarks>
/// The rule is part of the endpoint, not of middleware: a host that forgets to add something leaves nothing open. With a policy, the authorization
/// middleware decides, and ASP.NET Core refuses to run such an endpoint without it.
/// </remarks>
public static class LocalAccess
{
    private static readonly string[] s_proxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "X-Original-For", "Via"];

    /// <summary>
    /// Answers only requests that were made on this machine to a name or an address of it, and that no proxy passed on; others get status 403. An authorization policy that is named before or
    /// afterwards decides instead. <see cref="ClickstreamEndpoints.MapClickstream"/> and <see cref="ClickstreamDashboard.MapClickstreamDashboard"/> do this already.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoints.</typeparam>
    /// <param name="endpoints">The endpoints, such as one that <c>MapGet</c> returned.</param>
    /// <returns>The endpoints.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is null.</exception>
    public static TBuilder RequireLocalAccess<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.Finally(static endpoint =>
        {
            // Now that all conventions of the host were added.
            if (endpoint.RequestDelegate is { } next && !HasPolicy(endpoint.Metadata))
            {
                endpoint.RequestDelegate = context => IsLocal(context.Request) ? next(context) : RefuseAsync(context.Response);
            }
        });
        return endpoints;
    }

    /// <summary>Whether a request was made on this machine, by somebody who addressed this machine.</summary>
    /// <param name="request">The request.</param>
    /// <remarks>
    /// A proxy on this machine passes on the requests of others, so a request with a proxy's headers is not local. Neither is one for another host name:
    /// a foreign page can make a browser resolve its own name to the loopback address.
    /// </remarks>
    internal static bool IsLocal(HttpRequest request) =>
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
