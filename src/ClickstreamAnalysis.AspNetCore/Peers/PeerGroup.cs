using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.AspNetCore.Peers;

/// <summary>
/// The other instances of an application: asks them, and answers them below <c>/clickstream-peers/NAME</c>, where only their signature counts. Thread-safe. One per application of
/// a host.
/// </summary>
internal sealed class PeerGroup
{
    private static readonly ConditionalWeakTable<ClickstreamApplication, PeerGroup> s_groups = [];

    private readonly ClickstreamApplication _application;
    private readonly TimeProvider _time;
    private readonly UsedNonces _used = new();
    private readonly PeerSignature? _signature;
    private readonly PeerClient? _client;

    private PeerGroup(ClickstreamApplication application, ClickstreamHttpOptions options, TimeProvider time)
    {
        (_application, _time) = (application, time);
        Path = $"/clickstream-peers/{application.Name}";
        if (options.PeerKey is { } key)
        {
            _signature = new PeerSignature(key, application.Name);
            _client = new PeerClient(_signature, Path, options, time);
        }
    }

    /// <summary>Whether there is a key: without one nobody is asked and nobody is answered.</summary>
    public bool IsEnabled => _client is not null;

    /// <summary>The path below which instances answer each other. It does not depend on where the host maps its other endpoints.</summary>
    public string Path { get; }

    /// <summary>The group of an application.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="application">The application.</param>
    public static PeerGroup Of(IServiceProvider services, ClickstreamApplication application) => s_groups.GetValue(application, _ => new PeerGroup(
        application,
        services.GetRequiredService<IOptionsMonitor<ClickstreamHttpOptions>>().Get(application.Name),
        services.GetService<TimeProvider>() ?? TimeProvider.System));

    /// <summary>The other instances that this one knows; empty when there is no key, or the application is not created yet.</summary>
    public IReadOnlyList<StreamsInstance> Others() =>
        IsEnabled && _application.TryGetCurrent(out var current)
            ? [.. current.FindInstances().Where(static instance => !instance.IsThis && instance.Address is not null)]
            : [];

    /// <summary>Asks one instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="query">The path below <see cref="Path"/>, with the query, escaped.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The answer, or why there is none.</returns>
    public Task<PeerAnswer> AskAsync(StreamsInstance instance, string query, CancellationToken cancellationToken) => _client is { } client
        ? client.AskAsync(instance, query, cancellationToken)
        : Task.FromResult(new PeerAnswer(instance, null, default, "cannot be asked, because the application has no PeerKey"));

    /// <summary>Asks all other instances at once.</summary>
    /// <param name="query">The path below <see cref="Path"/>, with the query, escaped.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The answers in the order of the instances, those without an answer included.</returns>
    public Task<PeerAnswer[]> AskOthersAsync(string query, CancellationToken cancellationToken) =>
        Task.WhenAll(Others().Select(instance => AskAsync(instance, query, cancellationToken)));

    /// <summary>Maps an endpoint for the other instances. Does nothing without a key.</summary>
    /// <param name="endpoints">Where to map.</param>
    /// <param name="pattern">The pattern below <see cref="Path"/>.</param>
    /// <param name="answer">Answers, from this instance only.</param>
    public void Map(IEndpointRouteBuilder endpoints, string pattern, RequestDelegate answer)
    {
        if (!IsEnabled)
        {
            return;
        }

        // The signature decides, so neither a policy of the host's fallback nor the rule about this machine applies.
        endpoints.MapGet(Path + pattern, context =>
        {
            PeerVersion.Set(context.Response);
            return IsSigned(context) ? answer(context) : RefuseAsync(context.Response);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.CacheControl = "no-store";
        response.Headers.WWWAuthenticate = PeerSignature.Header;
        return Task.CompletedTask;
    }

    private bool IsSigned(HttpContext context)
    {
        var now = _time.GetUtcNow();
        return context.Request.Headers[PeerSignature.Header] is [var header]
            && _application.TryGetCurrent(out var current) && current.InstanceId is { } instance
            && context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target
            && _signature!.Verify(header, instance, target, now) is var (nonce, expires)
            && _used.TryUse(nonce, expires, now);
    }
}
