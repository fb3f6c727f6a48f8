using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClickstreamAnalysis.Hosting.Tests.Health;

/// <summary>The checks as a host makes them.</summary>
public sealed class HealthCheckTests
{
    [Test]
    public async Task Checks_OfAHost_FollowTheApplication()
    {
        var log = new SimulatedLog();
        await TestHost.WriteAsync(log, "a", "b");
        using var host = TestHost.Shop(log, shop => AddChecks(shop).Topology(TestHost.Copy));
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        Assert.That((await checks.CheckHealthAsync()).Entries.Keys, Is.EquivalentTo(["clickstream-shop-live", "clickstream-shop-ready"]));
        Assert.That((await CheckAsync(checks, ClickstreamHealthChecks.ReadyTag)).Status, Is.EqualTo(HealthStatus.Unhealthy), "it is not started");

        await host.StartAsync();
        await TestHost.UntilAsync(() => host.Application().Metrics.Processed == 2 && host.Application().State == StreamsState.Running, host);
        Assert.That((await CheckAsync(checks, ClickstreamHealthChecks.LiveTag)).Status, Is.EqualTo(HealthStatus.Healthy));
        var ready = await CheckAsync(checks, ClickstreamHealthChecks.ReadyTag);
        Assert.That(ready.Status, Is.EqualTo(HealthStatus.Healthy), ready.Description);
        Assert.That(ready.Data["state"], Is.EqualTo("Running"));

        await host.StopAsync();
        Assert.That((await CheckAsync(checks, ClickstreamHealthChecks.ReadyTag)).Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    [Test]
    public async Task Live_AfterAFailureThatIsReported_IsUnhealthyWithItsCause()
    {
        var log = new SimulatedLog();
        await TestHost.WriteAsync(log, "a");
        using var host = TestHost.Shop(log, shop => AddChecks(shop).OnFailure(FailureAction.Report)
            .Configure(options => options with { InMemoryState = true, BadRecords = BadRecordPolicy.Fail })
            .Topology(topology => topology.Stream<string, string>("in").ForEach((_, _) => throw new InvalidOperationException("no"))));
        await host.StartAsync();

        // The host notes the failure a moment after the application has failed.
        await TestHost.UntilAsync(() => host.Application().Failure is not null, host);

        var live = await CheckAsync(host.Services.GetRequiredService<HealthCheckService>(), ClickstreamHealthChecks.LiveTag);

        Assert.That(live.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(live.Exception, Is.SameAs(host.Application().Failure));
        await host.StopAsync();
    }

    [Test]
    public async Task Live_BeforeTheApplicationIsCreated_IsHealthy()
    {
        using var host = TestHost.Shop(new SimulatedLog(), shop => AddChecks(shop).Topology(static topology => topology.Stream<string, string>("in").ForEach(static (_, _) => { })));

        var live = await CheckAsync(host.Services.GetRequiredService<HealthCheckService>(), ClickstreamHealthChecks.LiveTag);

        Assert.That(live.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(live.Exception, Is.Null);
    }

    [Test]
    public void Options_OutOfRange_AreRefused()
    {
        var checks = new ServiceCollection().AddHealthChecks();

        Assert.That(() => checks.AddClickstream("shop", options => options.NoProgressTimeout = TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => checks.AddClickstream("shop", options => options.MaxLagRecords = -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => checks.AddClickstream("shop", options => options.StandbyAfter = TimeSpan.FromSeconds(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static ClickstreamBuilder AddChecks(ClickstreamBuilder shop)
    {
        shop.Services.AddHealthChecks().AddClickstream(shop.Name);
        return shop;
    }

    private static async Task<HealthReportEntry> CheckAsync(HealthCheckService checks, string tag) =>
        (await checks.CheckHealthAsync(check => check.Tags.Contains(tag))).Entries.Values.Single();
}
