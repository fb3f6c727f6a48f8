using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.AspNetCore.Access;
using ClickstreamAnalysis.AspNetCore.Answers;
using ClickstreamAnalysis.AspNetCore.Events;
using ClickstreamAnalysis.AspNetCore.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis;

/// <summary>Maps endpoints that answer questions about an application of the host.</summary>
public static class ClickstreamEndpoints
{
    /// <summary>How many seconds a client of events may be behind before it is disconnected.</summary>
    private const int MaxSecondsBehind = 16;

    /// <summary>
    /// Maps read-only endpoints: the description of the application, its topology, tasks, health, instances, stores, sessions, windows and funnels, server-sent events of what changes, and an
    /// OpenAPI document of all this at <c>openapi.json</c>.
    /// </summary>
    /// <remarks>
    /// <para>Only requests from this machine are answered, until <c>RequireAuthorization</c> names a policy for what is returned.</para>
    /// <para>
    /// With <see cref="ClickstreamHttpOptions.PeerKey"/> and <see cref="StreamsOptions.AdvertisedAddress"/> an answer that another instance has is fetched from there. For this,
    /// the instances answer each other below <c>/clickstream-peers/NAME</c>, where only their signature counts.
    /// </para>
    /// </remarks>
    /// <param name="endpoints">Where to map.</param>
    /// <param name="prefix">The path of the endpoints. Default <c>/clickstream</c>.</param>
    /// <param name="application">The name given to <c>AddClickstream</c>; null (the default) if the host has one application.</param>
    /// <returns>The endpoints, to add conventions such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The host has no such application, or several and none is named.</exception>
    public static IEndpointConventionBuilder MapClickstream(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/clickstream", string? application = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var services = endpoints.ServiceProvider;
        var named = services.OfApplication<ClickstreamApplication>(application);
        var answers = new ApplicationAnswers(services, named);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ClickstreamEndpoints));
        var group = endpoints.MapGroup(prefix);
        foreach (var route in AnswerRoutes.Of(answers, new InstanceAnswers(answers)))
        {
            group.MapGet(route.Pattern, context => AnswerAsync(context, route, mayAsk: true, logger))
                .WithSummary(route.Summary).WithTags("Clickstream").WithDisplayName($"Clickstream {named.Name} {route.Pattern}");
            if (route.ForPeers)
            {
                answers.Peers.Map(endpoints, route.Pattern, context =>
                {
                    SecurityHeaders.Set(context.Response, SecurityHeaders.NoContent);
                    return AnswerAsync(context, route, mayAsk: false, logger);
                });
            }
        }

        var feed = new EventFeed(
            new ChangeEvents(answers, logger), answers.Options.MaxEventClients, MaxSecondsBehind, replaces: false, services.GetService<TimeProvider>() ?? TimeProvider.System);
        group.MapGet("/events", context => SendAsync(context, feed)).WithSummary("Server-sent events of what changes.").WithTags("Clickstream").WithDisplayName($"Clickstream {named.Name} /events");
        group.RequireLocalAccess();
        SecurityHeaders.Apply(group, SecurityHeaders.NoContent);
        return group;
    }

    private static async Task SendAsync(HttpContext context, EventFeed feed)
    {
        if (!await feed.TrySendAsync(context).ConfigureAwait(false))
        {
            await Answer.Problem(StatusCodes.Status503ServiceUnavailable, "Too many clients receive events", "Ask again later.").SendAsync(context).ConfigureAwait(false);
        }
    }

    private static async Task AnswerAsync(HttpContext context, AnswerRoute route, bool mayAsk, ILogger logger)
    {
        Answer answer;
        try
        {
            answer = await route.Answer(context, mayAsk).ConfigureAwait(false);
        }
        catch (RefusedException refused)
        {
            answer = Answer.Problem(refused.Status, refused.Title, refused.Message);
        }
        catch (SerdeException error)
        {
            logger.KeyUnwritable(error);
            answer = Answer.Problem(StatusCodes.Status400BadRequest, "The key is not valid", "The serde of the store cannot write it.");
        }
        catch (Exception error) when (error is StateQueryException or ObjectDisposedException && !context.RequestAborted.IsCancellationRequested)
        {
            // The application stops or moves its state while it is being read.
            answer = Answer.Problem(StatusCodes.Status503ServiceUnavailable, "The state cannot be read", "The application has just closed it. Ask again soon.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        await answer.SendAsync(context).ConfigureAwait(false);
    }
}
