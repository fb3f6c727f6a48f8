using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

[TestFixture]
internal sealed class OneInstanceTests
{
    private TestShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _shop = await TestShop.StartAsync(await TestShop.LogAsync());
        await TestShop.UntilAsync(async () =>
        {
            if (_shop.Services.GetRequiredService<ClickstreamApplication>().Metrics.Read < 50)
            {
                return false;
            }

            var (_, counts) = await _shop.GetAsync("/clickstream/funnels/checkout/");
            return counts.TryGetProperty("rows", out var rows) && rows.GetArrayLength() == 1
                && rows[0].GetProperty("value").GetProperty("steps")[2].GetProperty("users").GetInt32() == 8;
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task Get_SessionOfKey_HasFactsAndPosition()
    {
        var (status, json) = await _shop.GetAsync("/clickstream/sessions/sessions/user-0");
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), json.ToString());
        var session = json.GetProperty("value")[0];
        Assert.Multiple(() =>
        {
            Assert.That(session.GetProperty("start").GetString(), Is.EqualTo("2025-06-02T12:00:00Z"));
            Assert.That(session.GetProperty("eventCount").GetInt32(), Is.EqualTo(3));
            Assert.That(session.GetProperty("aggregate").GetProperty("exitPage").GetString(), Is.EqualTo("/buy"));
            Assert.That(json.GetProperty("position").GetProperty("inputs")[0].GetProperty("offset").GetInt64(), Is.Positive);
        });
    }

    [TestCase("a%2Fb%20c")]
    [TestCase("%C3%BCn%C3%AF%3F%26")]
    public async Task Get_KeyWithEscapedCharacters_IsFound(string key) =>
        Assert.That((await _shop.GetAsync($"/clickstream/stores/sessions/{key}")).Status, Is.EqualTo(HttpStatusCode.OK));

    [Test]
    public async Task Get_KeyWithoutSession_IsNotFoundWithPosition()
    {
        var (status, json) = await _shop.GetAsync("/clickstream/sessions/sessions/nobody");
        Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(json.GetProperty("status").GetString(), Is.EqualTo("notFound"));
        Assert.That(json.TryGetProperty("position", out _), Is.True);
    }

    [Test]
    public async Task Get_WindowsAndFunnelOfKey_AreTheirs()
    {
        var (_, windows) = await _shop.GetAsync("/clickstream/windows/minutes/user-0");
        Assert.That(windows.GetProperty("value")[0].GetProperty("value").GetInt64(), Is.EqualTo(1));
        var (_, attempts) = await _shop.GetAsync("/clickstream/funnels/checkout/user-1");
        Assert.That(attempts.GetProperty("value")[0].GetProperty("stepsReached").GetInt32(), Is.EqualTo(2));
        var (_, counts) = await _shop.GetAsync("/clickstream/stores/checkout-counts/all");
        Assert.That(counts.GetProperty("value").GetProperty("steps")[0].GetProperty("users").GetInt32(), Is.EqualTo(TestShop.Users.Length));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(1000)]
    public async Task Get_Pages_GiveEachKeyOnce(int limit) =>
        Assert.That(await PagesAsync(_shop, $"/clickstream/sessions/sessions?limit={limit}"), Is.EquivalentTo(TestShop.Users));

    [Test]
    public async Task Get_PageOfTimeRange_HasSessionsThatOverlap()
    {
        var (_, inside) = await _shop.GetAsync("/clickstream/sessions/sessions?from=2025-06-02T12:02:00Z&limit=1000");
        Assert.That(inside.GetProperty("rows").GetArrayLength(), Is.EqualTo(8));
        var (_, after) = await _shop.GetAsync("/clickstream/sessions/sessions?from=2025-06-02T12:03:00Z");
        Assert.That(after.GetProperty("rows").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Get_Count_IsThatOfTheMetrics()
    {
        var (_, json) = await _shop.GetAsync("/clickstream/sessions/sessions/count");
        Assert.That(json.GetProperty("open").GetInt32(), Is.EqualTo(TestShop.Users.Length));
    }

    [TestCase("/clickstream", "applicationId")]
    [TestCase("/clickstream/", "applicationId")]
    [TestCase("/clickstream/topology", "mermaid")]
    [TestCase("/clickstream/tasks", "tasks")]
    [TestCase("/clickstream/stores", "stores")]
    [TestCase("/clickstream/instances", "instances")]
    [TestCase("/clickstream/health", "live")]
    public async Task Get_Description_IsOk(string path, string property)
    {
        var (status, json) = await _shop.GetAsync(path);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), json.ToString());
        Assert.That(json.TryGetProperty(property, out _), Is.True, json.ToString());
    }

    [Test]
    public async Task Get_AnyAnswer_HasHeadersOfOwasp()
    {
        foreach (var path in new[] { "/clickstream", "/clickstream/stores/none", "/clickstream/sessions/sessions?limit=x" })
        {
            using var response = await _shop.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Multiple(() =>
            {
                Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
                Assert.That(response.Headers.GetValues("X-Frame-Options"), Is.EqualTo(["DENY"]));
                Assert.That(response.Headers.CacheControl?.ToString(), Is.EqualTo("no-store"));
                Assert.That(response.Headers.GetValues("Content-Security-Policy"), Is.EqualTo(["default-src 'none'; frame-ancestors 'none'"]));
                Assert.That(response.Headers.GetValues("Referrer-Policy"), Is.EqualTo(["no-referrer"]));
                Assert.That(response.Headers.GetValues("Cross-Origin-Resource-Policy"), Is.EqualTo(["same-origin"]));
                Assert.That(response.Content.Headers.ContentType?.MediaType, Does.EndWith("json"));
                Assert.That(response.Headers.Contains("X-Powered-By"), Is.False);
            });
        }
    }

    [Test]
    public async Task OpenApi_Document_NamesTheRoutesThatAreMapped()
    {
        var (_, document) = await _shop.GetAsync("/clickstream/openapi.json");
        var mapped = _shop.Endpoints.Select(static endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(static pattern => pattern.StartsWith("/clickstream/", StringComparison.Ordinal) || pattern == "/clickstream")
            .Select(static pattern => pattern["/clickstream".Length..] is { Length: > 0 } rest ? rest : "/");
        Assert.That(document.GetProperty("paths").EnumerateObject().Select(static path => path.Name), Is.EquivalentTo(mapped));
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var named = path.Value.GetProperty("get").TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(static one => one.GetProperty("in").GetString() == "path").Select(static one => $"{{{one.GetProperty("name")}}}")
                : [];
            Assert.That(named, Is.EquivalentTo(path.Name.Split('/').Where(static part => part.StartsWith('{'))), path.Name);
        }
    }

    [TestCaseSource(nameof(Hostile))]
    public async Task Get_HostileRequest_IsRefusedWithoutServerError(string path)
    {
        using var response = await _shop.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.That((int)response.StatusCode, Is.InRange(400, 499).Or.EqualTo(501), path);
        var body = await response.Content.ReadAsStringAsync();
        Assert.That(body, Does.Not.Contain("   at ").And.Not.Contain("Exception"));
        Assert.That(body, Does.Not.Contain("<script>"));
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    public async Task Send_OtherMethod_IsNotAllowed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/clickstream/stores/sessions/user-0");
        using var response = await _shop.Client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task Get_AsAProxyOfOthers_IsForbidden()
    {
        foreach (var endpoint in new[] { "", "/topology", "/stores/sessions/user-0", "/sessions/sessions", "/events" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/clickstream{endpoint}");
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            using var response = await _shop.Client.SendAsync(request);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), endpoint);
            Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
        }
    }

    [Test]
    public async Task Get_WithPolicy_IsDecidedByThePolicy()
    {
        await using var shop = await TestShop.StartAsync(
            await TestShop.LogAsync(),
            convention: static endpoints => endpoints.RequireAuthorization(new AuthorizationPolicyBuilder().RequireAssertion(static _ => true).Build()),
            host: static builder => builder.Services.AddAuthorization());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/clickstream/topology");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var response = await shop.Client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    internal static async Task<List<string>> PagesAsync(TestShop shop, string path)
    {
        var keys = new List<string>();
        string? next = null;
        do
        {
            var (status, page) = await shop.GetAsync(next is null ? path : $"{path}&after={next}");
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK), page.ToString());
            Assert.That(page.GetProperty("isComplete").GetBoolean(), Is.True, page.ToString());
            keys.AddRange(page.GetProperty("rows").EnumerateArray().Select(static row => row.GetProperty("key").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        return keys;
    }

    private static IEnumerable<TestCaseData> Hostile()
    {
        string[] paths =
        [
            "/stores/none", "/stores/none/x", "/stores/%00", "/stores/..%2f..%2fetc/passwd", "/stores/<script>alert(1)</script>", "/stores/sessions/" + new string('x', 3000),
            "/sessions/minutes", "/sessions/checkout/x", "/windows/sessions", "/windows/sessions/user-0", "/funnels/sessions", "/funnels/minutes/user-0", "/sessions/none/count",
            "/sessions/sessions?limit=0", "/sessions/sessions?limit=-1", "/sessions/sessions?limit=1001", "/sessions/sessions?limit=99999999999999999999", "/sessions/sessions?limit=1&limit=2",
            "/sessions/sessions?limit=%00", "/sessions/sessions?limit=", "/sessions/sessions?from=yesterday", "/sessions/sessions?to='%20or%201=1", "/sessions/sessions?from=2025-13-45T99:99:99Z",
            "/sessions/sessions?after=x", "/sessions/sessions?after=%2e%2e", "/sessions/sessions?after=_____w", "/sessions/sessions?after=AAAA", "/sessions/sessions?after=" + new string('A', 4000),
            "/funnels/checkout?from=x", "/windows/minutes?from=x", "/stores/checkout-counts/x", "/stores/checkout-counts/5_4", "/stores/checkout-counts/1_2_3",
            "/stores/checkout-counts/99999999999999999999_1", "/stores/checkout-counts/all_all", "/stores/checkout-counts/%7B%7D", "/nothing", "/stores/sessions/a/b", "/openapi.yaml", "/topology/x",
        ];
        return paths.Select(static (path, i) => new TestCaseData("/clickstream" + path).SetArgDisplayNames($"{i}"));
    }
}
