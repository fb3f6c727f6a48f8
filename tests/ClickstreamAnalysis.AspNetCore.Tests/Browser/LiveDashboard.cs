using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>A shop on the embedded log, with collector and dashboard, and its dashboard in a browser context of its own.</summary>
internal sealed class LiveDashboard : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly string _data = Directory.CreateTempSubdirectory("live-dashboard").FullName;
    private readonly HttpClient _client = new();
    private IBrowserContext? _context;
    private WebApplication? _app;
    private int _port;

    private LiveDashboard()
    {
    }

    public IPage Page { get; private set; } = null!;

    public static async Task<LiveDashboard> OpenAsync(string section = "site")
    {
        var browser = Chromium.Browser;
        var live = new LiveDashboard();
        await live.StartAsync();
        live._context = await browser.NewContextAsync(new() { Locale = "en-US", ViewportSize = new() { Width = 1280, Height = 900 } });
        live._context.SetDefaultTimeout(30_000);
        var page = live.Page = await live._context.NewPageAsync();
        page.PageError += (_, error) => live._errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            // The browser itself reports failed requests, which a stopped server is meant to cause.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                live._errors.Enqueue(message.Text);
            }
        };
        await page.AddInitScriptAsync("addEventListener('securitypolicyviolation', event => window.violation = event.violatedDirective)");
        await page.GotoAsync($"{live.Address("/dashboard/")}#{section}");
        await Expect(page.Locator("#state")).ToHaveTextAsync("running");
        return live;
    }

    /// <summary>An expectation with time for the clicks to come through log, topology and state.</summary>
    public static ILocatorAssertions Expect(ILocator locator)
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        return Assertions.Expect(locator);
    }

    /// <summary>Starts the server, again on the same port.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address(""));
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.AddClickstream("shop", shop => shop.UseEmbeddedLog(Path.Combine(_data, "log"))
            .CreateTopics(partitions: 2)
            .Configure(options => options with
            {
                StateDirectory = Path.Combine(_data, "state"),
                CommitInterval = TimeSpan.FromMilliseconds(50),
                IdleTimeout = TimeSpan.FromSeconds(1),
            })
            .Topology(static topology =>
            {
                var clicks = topology.Clicks("clicks");
                clicks.Insights();
                clicks.Funnel("checkout", static funnel => funnel
                    .Step("look", static (_, click) => click.Page != "/cart")
                    .Step("cart", static (_, click) => click.Page == "/cart")
                    .Within(TimeSpan.FromHours(1))).Counts.ForEach(static (_, _) => { });
            })
            .AddClickCollector());
        var app = builder.Build();
        app.MapClickCollector("/clicks");
        app.MapClickstreamDashboard("/dashboard");
        await app.StartAsync();
        (_app, _port) = (app, new Uri(app.Urls.Single()).Port);
    }

    public async Task StopAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Each user looks at a page, by the collector.</summary>
    public async Task ViewAsync(string page, params string[] users)
    {
        using var response = await _client.PostAsJsonAsync(Address("/clicks"), users.Select(user => new { user, @event = "view", page }));
        Assert.That((int)response.StatusCode, Is.EqualTo(204));
    }

    public ILocator Figure(string key) => Page.Locator($"[data-figure={key}] dd:visible");

    public async ValueTask DisposeAsync()
    {
        var violation = _context is null ? null : await Page.EvaluateAsync<string?>("window.violation ?? null");
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        _client.Dispose();
        if (_app is not null)
        {
            await StopAsync();
        }

        Directory.Delete(_data, recursive: true);
        Assert.That(_errors, Is.Empty, "errors in the console of the browser");
        Assert.That(violation, Is.Null, "violation of the policy");
    }

    private string Address(string path) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}{path}");
}
