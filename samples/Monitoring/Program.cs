using ClickstreamAnalysis;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Monitoring;
using OpenTelemetry.Metrics;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddClickstream("shop", shop => shop
    .UseEmbeddedLog("data/log")
    .CreateTopics(partitions: 4)
    .Configure(options => options with { StateDirectory = "data/state", BadRecords = BadRecordPolicy.Skip })
    .Topology(topology => topology.Clicks("clicks")
        .Sessionize("sessions", new() { Gap = TimeSpan.FromSeconds(20) }).Closed.To("sessions")));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddHostedService<Visitors>();

// What monitoring reads: metrics for Prometheus, and checks for an orchestrator.
builder.Services.AddOpenTelemetry()
    .WithMetrics(metrics => metrics.AddMeter(StreamsTelemetry.MeterName).AddPrometheusExporter());
builder.Services.AddHealthChecks().AddClickstream("shop");

await using var app = builder.Build();
app.MapPrometheusScrapingEndpoint();
app.MapHealthChecks("/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ClickstreamHealthChecks.LiveTag) });
app.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ClickstreamHealthChecks.ReadyTag) });
await app.RunAsync();
