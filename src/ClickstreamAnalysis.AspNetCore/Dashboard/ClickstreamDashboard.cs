using ClickstreamAnalysis.AspNetCore.Access;
using ClickstreamAnalysis.AspNetCore.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ClickstreamAnalysis;

/// <summary>Serves the live dashboard of an application.</summary>
public static class ClickstreamDashboard
{
    /// <summary>
    /// Serves the dashboard: sessions, funnels and pages as they change, and the state of the engine. Everything is in the package; the browser loads nothing from elsewhere.
    /// </summary>
    /// <remarks>
    /// <para>
    /// It is read-only, and answers only requests from this machine unless an authorization policy is named:
    /// <c>app.MapClickstreamDashboard("/dashboard").RequireAuthorization("operators")</c>.
    /// </para>
    /// <para>Figures of the site need <see cref="KStreamInsights.Insights"/> in the topology. Nothing is computed while no dashboard is open.</para>
    /// </remarks>
    /// <param name="endpoints">The application of the host.</param>
    /// <param name="pattern">The path. Default <c>/dashboard</c>.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <returns>The endpoints, to name a policy for.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The host has no such application, or several and none is named.</exception>
    public static IEndpointConventionBuilder MapClickstreamDashboard(
        this IEndpointRouteBuilder endpoints, string pattern = "/dashboard", Action<ClickstreamDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new ClickstreamDashboardOptions();
        configure?.Invoke(options);

        var group = endpoints.MapGroup(pattern);
        DashboardEndpoints.Create(endpoints.ServiceProvider, options).Map(endpoints, group);
        group.RequireLocalAccess();
        SecurityHeaders.Apply(group, DashboardEndpoints.ContentPolicy);
        return group;
    }
}
