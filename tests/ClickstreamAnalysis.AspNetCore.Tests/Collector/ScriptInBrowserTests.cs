using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>The script in a real browser. Skipped where there is no Chromium.</summary>
[TestFixture]
[Category("Browser")]
internal sealed class ScriptInBrowserTests
{
    private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private CollectorHost _host = null!;

    [OneTimeSetUp]
    public async Task StartBrowserAsync()
    {
        if ((Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? Array.Find(s_browsers, File.Exists)) is not { } path)
        {
            Assert.Ignore("There is no Chromium: install it, or set CHROMIUM_PATH.");
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    [OneTimeTearDown]
    public async Task StopBrowserAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    [SetUp]
    public async Task StartAsync() => _host = await CollectorHost.StartAsync(more: static app => app.MapGet("/{page}", static (HttpContext context) =>
        Results.Content($"""<!doctype html><title>Shop</title><script src="/clicks/script.js"{context.Request.Query["attributes"]}></script>""", "text/html")));

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Pages_OfAVisit_AreSentWithReferrerAndCampaignByOneVisitor()
    {
        var page = await OpenAsync("/home?utm_campaign=spring&secret=1");
        await page.EvaluateAsync("history.pushState(null, '', '/product?secret=2')");
        await page.EvaluateAsync("history.replaceState(null, '', '/product#top')");
        await page.EvaluateAsync("clickstream('buy', { price: 3 })");
        await page.GoBackAsync();
        await page.EvaluateAsync("location.href = '/cart'");

        var clicks = await ReadAsync(5);

        var site = _host.Address.GetLeftPart(UriPartial.Authority);
        Assert.That(
            clicks.Select(click => (click.Name, click.Page, click.Referrer)),
            Is.EqualTo(new[]
            {
                ("view", "/home", null), ("view", "/product", $"{site}/home"), ("buy", "/product", $"{site}/home"),
                ("view", "/home", $"{site}/product"), ("view", "/cart", (string?)$"{site}/home"),
            }));
        Assert.That(clicks.Select(click => click.Campaign), Has.All.EqualTo("spring"));
        Assert.That(clicks.Select(click => click.User).Distinct().Single(), Does.Match("^[0-9a-f]{24}$"));
        Assert.That(clicks.Select(click => click.Properties.TryGetString("$id", out var id) ? id : ""), Is.Unique);
        Assert.That(clicks.Single(click => click.Name == "buy").Properties.TryGetNumber("price", out var price) ? price : 0, Is.EqualTo(3));
        Assert.That(await page.Context.CookiesAsync(), Is.Empty);
    }

    [Test]
    public async Task Clicks_OfAPageThatIsLeftAtOnce_AreSentByTheBeacon()
    {
        var page = await OpenAsync("/home");
        await page.EvaluateAsync("clickstream('a'); clickstream('b')");
        await page.CloseAsync(new() { RunBeforeUnload = true });

        Assert.That((await ReadAsync(3)).Select(click => click.Name), Is.EqualTo(["view", "a", "b"]));
    }

    [Test]
    public async Task Clicks_ThatTheCollectorDidNotTake_AreSentByTheNextPage()
    {
        var page = await OpenAsync(null);
        await page.RouteAsync("**/clicks", static route => route.FulfillAsync(new() { Status = 503 }));
        var refused = page.WaitForResponseAsync(static response => response.Status == 503);
        await page.GotoAsync(UrlOf("/home"));
        await refused;
        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
        await page.GotoAsync("about:blank");
        await page.UnrouteAsync("**/clicks");
        await page.GotoAsync(UrlOf("/cart"));

        Assert.That((await ReadAsync(2)).Select(click => click.Page), Is.EquivalentTo(["/home", "/cart"]));
        Assert.That(await page.EvaluateAsync<int>("Object.keys(localStorage).length"), Is.Zero);
    }

    [TestCase("navigator.__defineGetter__('doNotTrack', () => '1')")]
    [TestCase("navigator.__defineGetter__('globalPrivacyControl', () => true)")]
    public async Task Page_OfAVisitorWhoAsksNotToBeTracked_SendsAndStoresNothing(string signal)
    {
        var page = await OpenAsync(null);
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");
        await page.AddInitScriptAsync(signal);
        await page.GotoAsync(UrlOf("/home"));
        await page.EvaluateAsync("clickstream('a')");
        await page.GotoAsync(UrlOf("/cart"));

        Assert.That(requests, Has.Member("GET /cart").And.None.StartsWith("POST"));
        Assert.That(await page.EvaluateAsync<int>("sessionStorage.length + localStorage.length"), Is.Zero);
    }

    [Test]
    public async Task Attributes_OfTheScript_ChooseUserCookieAndPageViews()
    {
        var page = await OpenAsync("/home?attributes=+data-manual+data-cookie=30");
        await page.EvaluateAsync("clickstream('a')");
        var cookie = (await page.Context.CookiesAsync()).Single();
        await page.GotoAsync(UrlOf("/home?attributes=+data-user=ann"));

        var clicks = await ReadAsync(2);

        Assert.That(clicks.Select(click => (click.User, click.Name)), Is.EquivalentTo(new[] { (cookie.Value, "a"), ("ann", "view") }));
        Assert.That((cookie.Name, cookie.SameSite), Is.EqualTo(("clickstream", SameSiteAttribute.Lax)));
    }

    private async Task<IPage> OpenAsync(string? path)
    {
        var context = await _browser.NewContextAsync();
        var page = await context.NewPageAsync();
        if (path is not null)
        {
            await page.GotoAsync(UrlOf(path));
        }

        return page;
    }

    private string UrlOf(string path) => new Uri(_host.Address, path).ToString();

    private Task<List<ClickEvent>> ReadAsync(int count) => _host.WaitForClicksAsync(count);
}
