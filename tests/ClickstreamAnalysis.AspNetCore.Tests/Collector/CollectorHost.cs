using System.Net;
using System.Text;
using ClickstreamAnalysis.AspNetCore.Collector;
using ClickstreamAnalysis.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>A web host with a click collector at <c>/clicks</c>, on a port of its own.</summary>
internal sealed class CollectorHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CollectorHost(WebApplication app, SimulatedLog log)
    {
        (_app, Log) = (app, log);
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64 }) { BaseAddress = Address };
    }

    public SimulatedLog Log { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public CollectorEndpoint Endpoint => Services.GetRequiredKeyedService<CollectorEndpoint>("shop");

    /// <summary>Starts a host.</summary>
    public static async Task<CollectorHost> StartAsync(
        Action<ClickCollectorOptions>? configure = null, SimulatedLog? log = null, Action<IServiceCollection>? services = null, bool createTopic = true,
        Action<WebApplication>? more = null)
    {
        log ??= new SimulatedLog();
        if (createTopic)
        {
            await log.CreateTopicAsync("clicks", partitions: 2);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        services?.Invoke(builder.Services);
        builder.Services.AddClickstream("shop", shop => shop.UseLog(_ => log)
            .CreateTopics(partitions: 1).OnFailure(FailureAction.Report)
            .Configure(static options => options with { InMemoryState = true })
            .Topology(static topology => topology.Stream<string, string>("other").To("out"))
            .AddClickCollector(options =>
            {
                options.RequestsPerSecond = null;
                configure?.Invoke(options);
            }));
        var app = builder.Build();
        app.MapClickCollector("/clicks");
        more?.Invoke(app);
        await app.StartAsync();
        return new CollectorHost(app, log);
    }

    /// <summary>Sends a body.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/clicks") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    /// <summary>Sends a request.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The clicks in the log.</summary>
    public async Task<List<ClickEvent>> ReadClicksAsync()
    {
        var clicks = new List<ClickEvent>();
        await foreach (var record in Log.CreateReader("clicks", Serdes.Utf8, ClickEvent.Serde))
        {
            Assert.That(record.Key, Is.EqualTo(record.Value.User));
            Assert.That(record.Time, Is.EqualTo(record.Value.Time));
            clicks.Add(record.Value);
        }

        return clicks;
    }

    /// <summary>Waits for clicks, and returns them in the order of their times.</summary>
    public async Task<List<ClickEvent>> WaitForClicksAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var clicks = new List<ClickEvent>();
        await foreach (var record in Log.CreateReader("clicks", Serdes.Utf8, ClickEvent.Serde, new ReaderOptions { Until = ReadUntil.Forever }).WithCancellation(limit.Token))
        {
            clicks.Add(record.Value);
            if (clicks.Count == count)
            {
                break;
            }
        }

        return [.. clicks.OrderBy(static click => click.TimestampMs)];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
