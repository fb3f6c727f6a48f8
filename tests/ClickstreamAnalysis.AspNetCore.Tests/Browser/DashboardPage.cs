using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>A dashboard in a browser context of its own, with the server behind it.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly IBrowserContext _context;

    private DashboardPage(FakeDashboardServer server, IBrowserContext context, IPage page)
    {
        Server = server;
        _context = context;
        Page = page;
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            // The browser itself reports failed requests, which a lost server is meant to cause.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Enqueue(message.Text);
            }
        };
    }

    public FakeDashboardServer Server { get; }

    public IPage Page { get; }

    public static async Task<DashboardPage> OpenAsync(
        string section = "site", ColorScheme scheme = ColorScheme.Light, int width = 1280, string locale = "en-US", string[]? names = null, bool isEmpty = false)
    {
        var browser = Chromium.Browser;
        var server = await FakeDashboardServer.StartAsync(
            user => user == "nobody" ? FakeFigures.NoSession() : FakeFigures.Session(names is null ? "/products/hand-grinder" : names[0]));
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            Locale = locale,
            TimezoneId = "Europe/Berlin",
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        context.SetDefaultTimeout(10_000);
        var dashboard = new DashboardPage(server, context, await context.NewPageAsync());
        dashboard.Send(1234, names ?? FakeFigures.Ordinary, isEmpty);
        await dashboard.Page.GotoAsync($"{server.Address}#{section}");
        await Assertions.Expect(dashboard.Page.Locator("#state")).ToHaveTextAsync("running");
        return dashboard;
    }

    /// <summary>Sends one event of each name.</summary>
    public void Send(int users, string[] names, bool isEmpty = false)
    {
        Server.Send("now", FakeFigures.Now(users));
        if (isEmpty)
        {
            Server.Send("site", FakeFigures.WithoutInsights());
            Server.Send("funnels", FakeFigures.Funnels(0));
            return;
        }

        Server.Send("site", FakeFigures.Site(users, names));
        Server.Send("funnels", FakeFigures.Funnels(users, names.Length > 5 ? names : ["checkout"]));
        Server.Send("engine", FakeFigures.Engine(users % 90, names.Length > 5 ? names : ["shop-a", "shop-b"]));
        Server.Send("log", FakeFigures.Log(names));
    }

    /// <summary>Errors up to now were meant to happen.</summary>
    public void ForgetErrors() => _errors.Clear();

    public ILocator Figure(string key) => Page.Locator($"[data-figure={key}] dd:visible");

    /// <summary>Waits until the page has drawn what it has received.</summary>
    public Task DrawnAsync() => Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))");

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Server.DisposeAsync();
        Assert.That(_errors, Is.Empty, "errors in the console of the browser");
    }
}
