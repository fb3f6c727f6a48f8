using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>
/// Serves the built files of the dashboard and the events that a test sends. A dashboard that connects first gets the last event of each
/// name, as from the real server.
/// </summary>
internal sealed class FakeDashboardServer : IAsyncDisposable
{
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'none'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> s_files = new()
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["dashboard.js"] = "text/javascript; charset=utf-8",
        ["dashboard.css"] = "text/css; charset=utf-8",
    };

    private readonly ConcurrentDictionary<string, string> _last = new();
    private readonly ConcurrentDictionary<Guid, Channel<string>> _readers = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, object> _lookUp;
    private WebApplication? _app;
    private int _port;

    private FakeDashboardServer(Func<string, object> lookUp) => _lookUp = lookUp;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/dashboard/");

    /// <summary>While set, the feed answers 503.</summary>
    public bool IsBroken { get; set; }

    public int Connections => _readers.Count;

    public static async Task<FakeDashboardServer> StartAsync(Func<string, object> lookUp)
    {
        var server = new FakeDashboardServer(lookUp);
        await server.ListenAsync();
        return server;
    }

    /// <summary>Sends an event to all dashboards, and to those that connect later.</summary>
    public void Send(string name, object data)
    {
        var text = $"event: {name}\ndata: {JsonSerializer.Serialize(data, JsonSerializerOptions.Web)}\n\n";
        if (name != "clicks")
        {
            _last[name] = text;
        }

        foreach (var reader in _readers.Values)
        {
            reader.Writer.TryWrite(text);
        }
    }

    /// <summary>Stops listening; open connections break off.</summary>
    public async Task StopAsync()
    {
        foreach (var reader in _readers.Values)
        {
            reader.Writer.TryComplete();
        }

        await _app!.DisposeAsync();
        _app = null;
    }

    /// <summary>Listens again on the same port.</summary>
    public Task RestartAsync() => ListenAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_app is not null)
        {
            await StopAsync();
        }

        _stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, _port));
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        var app = builder.Build();
        app.Use(static (context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        app.MapGet("/dashboard/feed", FeedAsync);
        app.MapGet("/dashboard/api/sessions/{user}", (string user) => Results.Json(_lookUp(user)));
        app.MapGet("/dashboard/", static () => File("index.html"));
        app.MapGet("/dashboard/{file}", static (string file) => File(file));
        await app.StartAsync();
        _app = app;
        _port = new Uri(app.Urls.Single()).Port;
    }

    private static IResult File(string file) =>
        s_files.TryGetValue(file, out var type) ? Results.File(Path.Combine(DashboardFiles.Built, file), type) : Results.NotFound();

    private async Task FeedAsync(HttpContext context)
    {
        if (IsBroken)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var id = Guid.NewGuid();
        var reader = Channel.CreateUnbounded<string>();
        foreach (var text in _last.Values)
        {
            reader.Writer.TryWrite(text);
        }

        _readers[id] = reader;
        context.Response.ContentType = "text/event-stream";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            await foreach (var text in reader.Reader.ReadAllAsync(stop.Token))
            {
                await context.Response.WriteAsync(text, stop.Token);
                await context.Response.Body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the server stops.
        }
        finally
        {
            _readers.TryRemove(id, out _);
        }
    }
}
