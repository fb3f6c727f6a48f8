using ClickstreamAnalysis;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddClickstream("shop", clickstream => clickstream
    .UseEmbeddedLog("data")
    .Topology((topology, services) =>
    {
        var logger = services.GetRequiredService<ILogger<Program>>();
        var closed = topology.Clicks("clicks")
            .Sessionize("sessions", new() { Gap = TimeSpan.FromSeconds(5), GracePeriod = TimeSpan.FromSeconds(1) }).Closed;
        closed.ForEach((user, session) => logger.LogInformation("{User}: {Clicks} clicks in {Duration}", user, session.EventCount, session.Duration));
        closed.To("sessions");
    }));
builder.Services.AddHostedService<DemoClicks>();
await builder.Build().RunAsync();
