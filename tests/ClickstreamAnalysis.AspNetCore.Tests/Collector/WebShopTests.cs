using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>The sample shop as its own process: a visit becomes a session, a count of the funnel, a signal and a recommendation.</summary>
[TestFixture]
internal sealed class WebShopTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _data = null!;

    [SetUp]
    public void CreateDirectory() => _data = Directory.CreateTempSubdirectory("webshop").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_data, recursive: true);

    [Test]
    public async Task Visit_OfTheShop_EndsAsSessionFunnelSignalAndRecommendation()
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var shop = Start();
        try
        {
            using var client = new HttpClient { BaseAddress = await _address.Task.WaitAsync(limit.Token) };
            await WaitForAsync(client, "/dropped-out.csv", "user,entered,cart", limit.Token);
            Assert.That(await VisitAsync(client), Does.Contain("Total € 31.40"));
            await SendAsync(client, ago: TimeSpan.FromHours(3), ("ann", "/products/cup"), ("ann", "/cart"));

            // Clicks of many others, in all partitions, move stream time to now.
            await SendAsync(client, ago: TimeSpan.Zero, [.. Enumerable.Range(0, 40).Select(user => ($"user-{user}", "/products/tray"))]);

            await WaitForAsync(client, "/dropped-out.csv", "\"ann\",", limit.Token);
            await WaitForAsync(client, "/?utm_campaign=spring", "Others who came by this campaign looked at</h2><ul><li><a href=\"/products/tray\">", limit.Token);
        }
        finally
        {
            using var stop = Process.Start("kill", ["-TERM", $"{shop.Id}"]);
            await shop.WaitForExitAsync(limit.Token);
        }

        await using var log = new EmbeddedLog(Path.Combine(_data, "log"));
        Assert.That(await KeysAsync(log, "sessions"), Is.EqualTo(["ann"]));
        Assert.That(await KeysAsync(log, "cart-left"), Is.EqualTo(["ann"]));
        FunnelCounts? counts = null;
        await foreach (var record in log.CreateReader("funnel", FunnelBucket.Serde, FunnelCounts.Serde))
        {
            counts = record.Value;
        }

        Assert.That(counts?.ToString(), Is.EqualTo("product 41 -> cart 1 -> checkout 0 -> buy 0"));
    }

    private Process Start()
    {
        var program = typeof(WebShopTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static item => item.Key == "WebShop").Value!;
        var shop = new Process { StartInfo = new("dotnet", [program, "--urls", "http://127.0.0.1:0", "--data", _data]) { RedirectStandardOutput = true } };
        shop.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Split("Now listening on: ") is [_, var address])
            {
                _address.TrySetResult(new Uri(address));
            }
        };
        shop.Start();
        shop.BeginOutputReadLine();
        return shop;
    }

    /// <summary>Walks through the pages as a browser without scripts does, and returns the cart.</summary>
    private static async Task<string> VisitAsync(HttpClient client)
    {
        Assert.That(await client.GetStringAsync(new Uri("/", UriKind.Relative)), Does.Contain("/clicks/script.js"));
        Assert.That(await client.GetStringAsync(new Uri("/products/teapot", UriKind.Relative)), Does.Contain("Add to cart"));
        using var first = await client.PostAsync(new Uri("/cart/teapot", UriKind.Relative), null);
        using var second = await client.PostAsync(new Uri("/cart/cup", UriKind.Relative), null);
        var cart = await second.Content.ReadAsStringAsync();
        using var thanks = await client.PostAsync(new Uri("/checkout", UriKind.Relative), null);
        Assert.That(await thanks.Content.ReadAsStringAsync(), Does.Contain("clickstream('buy', { total: 31.40 })"));
        return cart;
    }

    private static async Task SendAsync(HttpClient client, TimeSpan ago, params (string User, string Page)[] views)
    {
        var time = TimeProvider.System.GetUtcNow() - ago;
        using var response = await client.PostAsJsonAsync(
            new Uri("/clicks", UriKind.Relative), views.Select((view, i) => new { user = view.User, @event = "view", page = view.Page, campaign = "spring", ts = time.AddMilliseconds(i - 100) }));
        Assert.That((int)response.StatusCode, Is.EqualTo(204));
    }

    private static async Task WaitForAsync(HttpClient client, string path, string text, CancellationToken limit)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        string last;
        do
        {
            Assert.That(await timer.WaitForNextTickAsync(limit));
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), limit);
            last = await response.Content.ReadAsStringAsync(limit);
        }
        while (!last.Contains(text, StringComparison.Ordinal));
    }

    private static async Task<List<string?>> KeysAsync(IRecordLog log, string topic)
    {
        var keys = new List<string?>();
        await foreach (var record in log.CreateReader(topic, Serdes.Utf8, Serdes.Bytes))
        {
            keys.Add(record.Key);
        }

        return keys;
    }
}
