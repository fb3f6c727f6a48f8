using System.Net.Http.Json;
using ClickstreamAnalysis.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Hosting.Tests.Running;

/// <summary>The same in a web host: handlers write clicks to the log, and ask the application.</summary>
[TestFixture]
public sealed class WebHostTests
{
    [Test]
    public async Task Post_Click_IsProcessedByTheApplicationOfTheHost()
    {
        var log = new SimulatedLog();
        await log.CreateTopicAsync("clicks", partitions: 1);
        var web = WebApplication.CreateSlimBuilder();
        web.Logging.ClearProviders();
        web.Services.AddSingleton(services => services.GetRequiredService<IRecordLog>().CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde));
        web.Services.AddClickstream("shop", shop => shop
            .UseLog(_ => log).Configure(options => options with { InMemoryState = true, CommitInterval = TimeSpan.Zero })
            .Topology(topology => topology.Clicks("clicks").ForEach((_, _) => { })));
        await using var app = web.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/clicks/{user}", (string user, RecordWriter<string, ClickEvent> clicks) =>
            clicks.WriteAsync(user, new ClickEvent { User = user, Name = "view", Time = new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero) }));
        app.MapGet("/processed", (ClickstreamApplication shop) => shop.Metrics.Processed);
        await app.StartAsync();

        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var answer = await client.PostAsync(new Uri("/clicks/ann", UriKind.Relative), null);
        Assert.That(answer.IsSuccessStatusCode, Is.True);
        using var limit = new CancellationTokenSource(TestHost.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await client.GetFromJsonAsync<long>(new Uri("/processed", UriKind.Relative), limit.Token) < 1)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        await app.StopAsync();
        Assert.That(app.Services.GetRequiredService<ClickstreamApplication>().State, Is.EqualTo(StreamsState.Stopped));
    }
}
