using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Feed;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;
using ClickstreamAnalysis.AspNetCore.Events;
using ClickstreamAnalysis.AspNetCore.Peers;
using ClickstreamAnalysis.AspNetCore.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Dashboard;

/// <summary>The endpoints of a dashboard: its files, its feed, and the look-up of a user.</summary>
internal sealed class DashboardEndpoints(EventFeed feed, DashboardInstances instances)
{
    /// <summary>As strict as the page allows.</summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>How many dashboards may be open at a time.</summary>
    private const int MaxDashboards = 100;

    /// <summary>How many seconds a dashboard may be behind before it loses the oldest events.</summary>
    private const int MaxSecondsBehind = 8;

    private const int MaxUserLength = 1000;

    public static DashboardEndpoints Create(IServiceProvider services, ClickstreamDashboardOptions options)
    {
        var application = services.OfApplication<ClickstreamApplication>(options.Application);
        var log = services.OfApplication<IRecordLog>(options.Application);
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var messages = new RecentLog(time);
        loggers.AddProvider(messages);

        var durations = new DurationWatch(application.Name, time);
        var instances = new DashboardInstances(application, new InstanceReader(application, durations), durations, PeerGroup.Of(services, application));
        var logger = loggers.CreateLogger<DashboardEndpoints>();
        var events = new DashboardEvents(application, instances, new ClickSampler(application, log, options, logger), durations, messages, time, logger);
        return new DashboardEndpoints(new EventFeed(events, MaxDashboards, MaxSecondsBehind, replaces: true, time), instances);
    }

    /// <summary>Maps the endpoints.</summary>
    /// <param name="endpoints">Where the other instances are answered.</param>
    /// <param name="group">Where the dashboard is.</param>
    public void Map(IEndpointRouteBuilder endpoints, RouteGroupBuilder group)
    {
        instances.Map(endpoints);
        group.MapGet("/", (RequestDelegate)PageAsync);
        group.MapGet("/{file}", (RequestDelegate)FileAsync);
        group.MapGet("/feed", (RequestDelegate)FeedAsync);
        group.MapGet("/api/sessions/{user}", (RequestDelegate)UserAsync);
    }

    private static Task PageAsync(HttpContext context)
    {
        if (context.Request.Path.Value is { } path && !path.EndsWith('/'))
        {
            // The page has relative addresses.
            context.Response.Redirect($"{context.Request.PathBase}{path}/");
            return Task.CompletedTask;
        }

        return DashboardAssets.SendAsync(context, "index.html");
    }

    private static Task FileAsync(HttpContext context) => DashboardAssets.SendAsync(context, (string)context.Request.RouteValues["file"]!);

    private async Task FeedAsync(HttpContext context)
    {
        if (!await feed.TrySendAsync(context).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "10";
        }
    }

    private async Task UserAsync(HttpContext context)
    {
        var user = JsonResponses.UserOf(context.Request);
        var found = user.Length > MaxUserLength
            ? new UserSessions("notFound", null, [])
            : await instances.FindAsync(user, context.RequestAborted).ConfigureAwait(false);
        await context.Response.WriteJsonAsync(found, DashboardJson.Default.UserSessions).ConfigureAwait(false);
    }
}
