using ClickstreamAnalysis.Hosting.Configuration;
using ClickstreamAnalysis.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis;

/// <summary>Adds health checks of applications.</summary>
public static class ClickstreamHealthChecks
{
    /// <summary>The tag of checks that fail when the process should be restarted.</summary>
    public const string LiveTag = "live";

    /// <summary>The tag of checks that fail while the application does not process its input in time.</summary>
    public const string ReadyTag = "ready";

    /// <summary>
    /// Adds two checks of an application that was added by <c>services.AddClickstream(name, …)</c>: <c>clickstream-NAME-live</c> with the tag <see cref="LiveTag"/>, and
    /// <c>clickstream-NAME-ready</c> with the tag <see cref="ReadyTag"/>.
    /// </summary>
    /// <remarks>
    /// Neither asks the log, so a check takes microseconds. Time without progress counts from one check to the next, so they must be made at intervals.
    /// </remarks>
    /// <param name="builder">The health checks of the host.</param>
    /// <param name="name">The name of the application.</param>
    /// <param name="configure">Changes the limits; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public static IHealthChecksBuilder AddClickstream(this IHealthChecksBuilder builder, string name, Action<ClickstreamHealthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var options = new ClickstreamHealthOptions();
        configure?.Invoke(options);
        options.Validate();
        builder.Services.AddKeyedSingleton(name, (services, _) =>
        {
            var application = services.GetRequiredKeyedService<ClickstreamApplication>(name);
            var settings = services.GetRequiredService<IOptionsMonitor<ApplicationOptions>>().Get(name);
            return new ApplicationHealth(
                () => new(application.State, application.Metrics, application.Failure, application.IsPaused),
                options, restarts: settings.OnFailure == FailureAction.Restart, settings.Streams.TimeProvider);
        });
        return builder
            .Add(new HealthCheckRegistration($"clickstream-{name}-live", services => new LiveCheck(HealthOf(services)), failureStatus: null, [LiveTag]))
            .Add(new HealthCheckRegistration($"clickstream-{name}-ready", services => new ReadyCheck(HealthOf(services)), failureStatus: null, [ReadyTag]));

        ApplicationHealth HealthOf(IServiceProvider services) => services.GetRequiredKeyedService<ApplicationHealth>(name);
    }
}
