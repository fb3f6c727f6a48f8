using ClickstreamAnalysis;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddClickstream("shop", clickstream => clickstream
    .UseEmbeddedLog("data")
    .Topology(topology => topology.Clicks("clicks")
        .Sessionize("sessions", new() { Gap = TimeSpan.FromSeconds(5), GracePeriod = TimeSpan.FromSeconds(1) }).Closed.To("sessions")));
builder.Services.AddSingleton(services => services.GetRequiredService<IRecordLog>().CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde));

var app = builder.Build();
app.MapPost("/clicks", async (Click click, RecordWriter<string, ClickEvent> clicks) =>
    (await clicks.WriteAsync(click.User, new() { User = click.User, Name = click.Name, Page = click.Page, Time = TimeProvider.System.GetUtcNow() })).ToString());
app.MapGet("/sessions", (IRecordLog log) => log.CreateReader("sessions", Serdes.Utf8, Serdes.Utf8).Select(session => session.Value));
app.MapGet("/status", (ClickstreamApplication shop) => $"{shop.Name}: {shop.State}, {shop.Metrics}");
app.Run();

internal sealed record Click(string User, string Name, string? Page);
