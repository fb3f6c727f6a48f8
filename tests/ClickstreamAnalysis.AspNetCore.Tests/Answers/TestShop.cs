using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ClickstreamAnalysis.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

/// <summary>An instance of the application "shop" in a web host.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    public const string Key = "0123456789-0123456789-0123456789";

    public static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    public static readonly string[] Users = [.. Enumerable.Range(0, 20).Select(static i => $"user-{i}"), "a/b c", "ünï?&"];

    private readonly WebApplication _app;

    private TestShop(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
        Client = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public StreamsApplication Application => _app.Services.GetRequiredService<ClickstreamApplication>().Current;

    public IReadOnlyList<RouteEndpoint> Endpoints => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <summary>Creates the topics and writes clicks of all users: a view and a cart, of every third one also a purchase.</summary>
    public static async Task<SimulatedLog> LogAsync()
    {
        var log = new SimulatedLog();
        await WriteAsync(log, "clicks");
        return log;
    }

    /// <summary>The same in any log.</summary>
    public static async Task WriteAsync(IRecordLog log, string topic)
    {
        await log.CreateTopicAsync(topic, partitions: 4);
        await using var writer = log.CreateWriter(topic, Serdes.Utf8, ClickEvent.Serde);
        foreach (var (user, i) in Users.Select(static (user, i) => (user, i)))
        {
            string[] names = i % 3 == 0 ? ["view", "cart", "buy"] : ["view", "cart"];
            foreach (var (name, minute) in names.Select(static (name, minute) => (name, minute)))
            {
                await writer.WriteAsync(user, new ClickEvent { User = user, Name = name, Page = $"/{name}", Time = Noon.AddMinutes(minute) });
            }
        }
    }

    public static void Build(TopologyBuilder topology) => BuildOn(topology.Clicks("clicks"));

    public static void BuildOn(KStream<string, ClickEvent> clicks)
    {
        clicks.Sessionize("sessions");
        clicks.CountByWindow("minutes", TumblingWindows.Of(TimeSpan.FromMinutes(1)));
        clicks.Funnel("checkout", static f => f
            .Step("view", static (_, click) => click.Name == "view")
            .Step("cart", static (_, click) => click.Name == "cart")
            .Step("buy", static (_, click) => click.Name == "buy")
            .Within(TimeSpan.FromHours(1))).Counts.ForEach(static (_, _) => { });
    }

    public static StreamsOptions Options(StreamsOptions options, string instance, Uri address) => options with
    {
        InstanceId = instance,
        AdvertisedAddress = address,
        InMemoryState = true,
        CommitInterval = TimeSpan.FromMilliseconds(10),
    };

    /// <summary>Starts an instance.</summary>
    public static async Task<TestShop> StartAsync(
        IRecordLog log,
        string instance = "one",
        string? key = Key,
        Action<IEndpointConventionBuilder>? convention = null,
        Action<ClickstreamBuilder>? more = null,
        Action<WebApplicationBuilder>? host = null,
        Action<TopologyBuilder>? topology = null,
        Action<WebApplication>? map = null,
        string application = "shop")
    {
        var address = FreeAddress();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        host?.Invoke(builder);
        builder.Services.AddClickstream(application, shop =>
        {
            shop.UseLog(_ => log).Topology(topology ?? Build).Configure(options => Options(options, instance, address)).Http(http => http.PeerKey = key);
            more?.Invoke(shop);
        });
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var mapped = app.MapClickstream();
        convention?.Invoke(mapped);
        map?.Invoke(app);
        await app.StartAsync();
        await UntilAsync(() => new(app.Services.GetRequiredService<ClickstreamApplication>().TryGetCurrent(out _)));
        return new TestShop(app, address);
    }

    public static Uri FreeAddress()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}/");
    }

    public static async Task UntilAsync(Func<ValueTask<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Gets an answer.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Json)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
