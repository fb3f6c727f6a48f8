using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClickstreamAnalysis.Hosting.Health;

/// <summary>Fails while the application does not process its input in time.</summary>
internal sealed class ReadyCheck(ApplicationHealth health) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(health.CheckReady(context.Registration.FailureStatus));
}
