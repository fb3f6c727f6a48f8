using ClickstreamAnalysis.AspNetCore.Collector;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis;

/// <summary>Collects the clicks of web pages.</summary>
public static class ClickCollector
{
    /// <summary>Adds a click collector, which writes to the log of the application. <see cref="MapClickCollector"/> gives it an address.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="configure">Changes the options; null for the defaults. They are checked when the host starts.</param>
    /// <returns>The application.</returns>
    /// <exception cref="InvalidOperationException">The application already has a click collector.</exception>
    public static ClickstreamBuilder AddClickCollector(this ClickstreamBuilder builder, Action<ClickCollectorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (services, name) = (builder.Services, builder.Name);
        if (services.Any(service => service.ServiceType == typeof(CollectorEndpoint) && Equals(service.ServiceKey, name)))
        {
            throw new InvalidOperationException($"The application '{name}' already has a click collector: call {nameof(AddClickCollector)} once.");
        }

        services.AddCors();
        services.AddOptions<ClickCollectorOptions>(name).Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClickCollectorOptions>>(new ValidateClickCollector(name));
        services.AddSingleton(new CollectorName(name));
        services.AddKeyedSingleton(name, (provider, _) => new ClickSink(
            name, () => provider.GetRequiredKeyedService<IRecordLog>(name), OptionsOf(provider, name), ClockOf(provider),
            provider.GetRequiredService<ILogger<ClickSink>>()));
        services.AddKeyedSingleton(name, (provider, _) => new CollectorEndpoint(
            name, OptionsOf(provider, name), provider.GetRequiredService<ICorsService>(), ClockOf(provider), provider.GetRequiredKeyedService<ClickSink>(name)));
        return builder;
    }

    /// <summary>
    /// Maps the click collector: <c>POST pattern</c> takes clicks, and <c>GET pattern/script.js</c> is the script that sends those of a page:
    /// <c>&lt;script src="/clicks/script.js" async&gt;&lt;/script&gt;</c>.
    /// </summary>
    /// <remarks>
    /// The endpoint limits and checks requests itself, without middleware. It is open to everybody, as visitors are; a fallback policy of the host applies unless
    /// <c>AllowAnonymous</c> is called on the result.
    /// </remarks>
    /// <param name="endpoints">The endpoints of the host.</param>
    /// <param name="pattern">The path, for example <c>/clicks</c>.</param>
    /// <param name="application">The application; null if one application of the host has a click collector.</param>
    /// <returns>The endpoints, for conventions such as <c>RequireRateLimiting</c>.</returns>
    /// <exception cref="InvalidOperationException">The application has no click collector, or none is named and there are several.</exception>
    public static IEndpointConventionBuilder MapClickCollector(this IEndpointRouteBuilder endpoints, string pattern, string? application = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var services = endpoints.ServiceProvider;
        var name = NameOf([.. services.GetServices<CollectorName>().Select(static collector => collector.Application)], application);
        var group = endpoints.MapGroup(pattern);
        group.MapMethods("", [HttpMethods.Post], context => EndpointOf(context).PostAsync(context)).WithDisplayName("Click collector");
        group.MapMethods("", [HttpMethods.Options], context => EndpointOf(context).PreflightAsync(context)).WithDisplayName("Click collector: preflight");
        group.MapMethods("/script.js", [HttpMethods.Get, HttpMethods.Head], CollectorScript.GetAsync).WithDisplayName("Click collector: script");
        return group;

        // Not before a request: what Map creates would be created before the host has checked its options.
        CollectorEndpoint EndpointOf(HttpContext context) => context.RequestServices.GetRequiredKeyedService<CollectorEndpoint>(name);
    }

    private static string NameOf(string[] collectors, string? application) =>
        collectors.Length == 0 ? throw new InvalidOperationException($"The host has no click collector: call {nameof(AddClickCollector)} inside AddClickstream.")
        : application is not null && !collectors.Contains(application) ? throw new InvalidOperationException(
            $"The application '{application}' has no click collector: call {nameof(AddClickCollector)} in its AddClickstream. Collectors: {string.Join(", ", collectors)}.")
        : application is null && collectors.Length > 1 ? throw new InvalidOperationException(
            $"This host has {collectors.Length} click collectors: {string.Join(", ", collectors)}. Name the application in {nameof(MapClickCollector)}.")
        : application ?? collectors[0];

    private static ClickCollectorOptions OptionsOf(IServiceProvider services, string name) => services.GetRequiredService<IOptionsMonitor<ClickCollectorOptions>>().Get(name);

    private static TimeProvider ClockOf(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;
}
