using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClickstreamAnalysis.Hosting.Health;

/// <summary>Fails when the process should be restarted.</summary>
internal sealed class LiveCheck(ApplicationHealth health) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(health.CheckLive(context.Registration.FailureStatus));
}
