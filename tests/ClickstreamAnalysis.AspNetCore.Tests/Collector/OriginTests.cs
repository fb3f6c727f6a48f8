using System.Net;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>Pages of other sites, without any middleware of the host.</summary>
[TestFixture]
internal sealed class OriginTests
{
    private const string Click = """{"event":"e"}""";

    private CollectorHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await CollectorHost.StartAsync(static options => options.AllowedOrigins = ["https://shop.example"]);

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Post_FromAPageOfTheSameOrigin_IsAccepted()
    {
        Assert.That((await _host.PostAsync(Click, headers: ("Origin", _host.Address.GetLeftPart(UriPartial.Authority)))).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(
            (await _host.PostAsync(Click, headers: [("Origin", "https://behind-a-proxy.example"), ("Sec-Fetch-Site", "same-origin")])).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task Post_FromAnAllowedPage_GetsTheHeadersOfCors()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/clicks") { Content = new StringContent(Click), Headers = { { "Origin", "https://shop.example" } } };
        using var response = await _host.Client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(["https://shop.example"]));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
        Assert.That(response.Headers.CacheControl!.NoStore);
    }

    [TestCase("https://shop.example", 204, "https://shop.example")]
    [TestCase("https://evil.example", 403, null)]
    public async Task Options_OfAPage_AreAnsweredByTheAllowList(string origin, int status, string? allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/clicks")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "content-type" } },
        };
        using var response = await _host.Client.SendAsync(request);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null, Is.EqualTo(allowed));
        Assert.That(response.Headers.Contains("Access-Control-Allow-Headers"), Is.EqualTo(allowed is not null));
    }

    [Test]
    public async Task Post_WhereAllOriginsAreAllowed_IsAcceptedWithoutCookies()
    {
        await using var host = await CollectorHost.StartAsync(static options => options.AllowedOrigins = ["*"]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/clicks") { Content = new StringContent(Click), Headers = { { "Origin", "https://any.example" } } };
        using var response = await host.Client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(["*"]));
        Assert.That(response.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);
    }
}
