using System.Buffers;
using System.Net;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Peers;
using ClickstreamAnalysis.AspNetCore.Tests.Answers;
using ClickstreamAnalysis.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Tests.Dashboard;

[TestFixture]
internal sealed class DashboardServerTests
{
    [Test]
    public async Task Feed_OfTwoInstances_ShowsTheSamePictureOnBoth()
    {
        await using var log = await TestShop.LogAsync();
        await using var one = await StartAsync(log, "one");
        await using var two = await StartAsync(log, "two");
        await TestShop.UntilAsync(() => new(one.Application.FindInstances().Count == 2 && two.Application.FindInstances().Count == 2));

        var (first, second) = (await CompleteSiteAsync(one), await CompleteSiteAsync(two));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Without(first, "at"), Is.EqualTo(Without(second, "at")));
            Assert.That(first.GetProperty("hasInsights").GetBoolean(), Is.True);
            Assert.That(first.GetProperty("pages").EnumerateArray().Select(static page => page.GetProperty("name").GetString()), Is.SupersetOf(new[] { "/view", "/cart", "/buy" }));
        }
    }

    [Test]
    public async Task Feed_OfAFunnel_HasItsUsersByStep()
    {
        await using var log = await TestShop.LogAsync();
        await using var shop = await StartAsync(log, "one");
        JsonElement funnel = default;
        await foreach (var (name, data) in EventsAsync(shop))
        {
            if (name == "funnels" && data.GetProperty("funnels").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } found
                && found.GetProperty("users")[0].GetInt32() == TestShop.Users.Length)
            {
                funnel = found;
                break;
            }
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(funnel.GetProperty("name").GetString(), Is.EqualTo("checkout"));
            Assert.That(funnel.GetProperty("steps").ToString(), Is.EqualTo("""["view","cart","buy"]"""));
            Assert.That(funnel.GetProperty("users").EnumerateArray().Select(static users => users.GetInt32()), Is.EqualTo(new[] { 22, 22, 8 }));
        }
    }

    [Test]
    public async Task Session_OfAUserOfTheOtherInstance_IsFound()
    {
        await using var log = await TestShop.LogAsync();
        await using var one = await StartAsync(log, "one");
        await using var two = await StartAsync(log, "two");
        await TestShop.UntilAsync(() => new(one.Application.FindInstances().Count == 2 && two.Application.FindInstances().Count == 2));

        foreach (var user in TestShop.Users)
        {
            await TestShop.UntilAsync(async () =>
                (await one.GetAsync($"dashboard/api/sessions/{Uri.EscapeDataString(user)}")).Json is { ValueKind: JsonValueKind.Object } found
                && found.GetProperty("status").GetString() == "found"
                && found.GetProperty("sessions")[0].GetProperty("entryPage").GetString() == "/view");
        }
    }

    [Test]
    public async Task Get_Page_HasStrictHeadersAndNothingFromElsewhere()
    {
        await using var log = await TestShop.LogAsync();
        await using var shop = await StartAsync(log, "one");
        foreach (var path in new[] { "dashboard/", "dashboard/dashboard.js", "dashboard/dashboard.css", "dashboard/api/sessions/ann", "dashboard/none.js", "dashboard/..%2fsecret" })
        {
            using var response = await shop.Client.GetAsync(new Uri(path, UriKind.Relative));
            using (Assert.EnterMultipleScope())
            {
                Assert.That((int)response.StatusCode, Is.LessThan(500), path);
                Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'").And.Not.Contain("unsafe").And.Not.Contain("http"), path);
                Assert.That(response.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"), path);
                Assert.That(response.Headers.GetValues("X-Frame-Options").Single(), Is.EqualTo("DENY"), path);
                Assert.That(response.Headers.GetValues("Referrer-Policy").Single(), Is.EqualTo("no-referrer"), path);
            }
        }

        var page = await shop.Client.GetStringAsync(new Uri("dashboard", UriKind.Relative));
        Assert.That(page, Does.Not.Match("(src|href)=\"(https?:)?//"));
    }

    [TestCase("dashboard/")]
    [TestCase("dashboard/feed")]
    [TestCase("dashboard/api/sessions/ann")]
    public async Task Get_AsAProxyOfOthers_IsForbidden(string path)
    {
        await using var log = await TestShop.LogAsync();
        await using var shop = await StartAsync(log, "one");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var response = await shop.Client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'"));
    }

    [Test]
    public async Task Feed_OfUnreadableAndImplausibleRecords_MarksThem()
    {
        await using var log = await TestShop.LogAsync();
        await using var shop = await StartAsync(log, "one");
        var marks = new HashSet<string>();
        await using var writer = log.CreateWriter("clicks", Serdes.Utf8, Serdes.Bytes);
        await foreach (var (name, data) in EventsAsync(shop))
        {
            if (name == "clicks")
            {
                marks.UnionWith(data.GetProperty("clicks").EnumerateArray().Select(static click => click.GetProperty("mark").GetString()!));
                if (marks.Count == 4)
                {
                    break;
                }

                await writer.WriteAsync("ann", "not a click"u8.ToArray(), TestShop.Noon);
                await writer.WriteAsync("ann", """{"user":"ann","event":"view","ts":-5}"""u8.ToArray(), TestShop.Noon);
                await writer.WriteAsync("ann", """{"user":"ann","event":"view","ts":1}"""u8.ToArray(), TestShop.Noon);
                await writer.WriteAsync("ann", JsonSerializer.SerializeToUtf8Bytes(new { user = "ann", @event = "view", ts = TestShop.Noon.AddHours(-3).ToUnixTimeMilliseconds() }), TestShop.Noon);
                await writer.WriteAsync("ann", JsonSerializer.SerializeToUtf8Bytes(new { user = "ann", @event = "view", ts = TestShop.Noon.AddMinutes(3).ToUnixTimeMilliseconds() }), TestShop.Noon);
            }
        }

        Assert.That(marks, Is.EquivalentTo(new[] { "ok", "late", "poison", "guarded" }));
    }

    [Test]
    public async Task Feed_SerdeOfTheSampleThrowsAnything_MarksTheClickAndShowsTheOtherFigures()
    {
        await using var log = await TestShop.LogAsync();
        await using var shop = await StartAsync(log, "one", dashboard: static options => options.ClickSerde = new ThrowingSerde());
        await using var writer = log.CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde);
        var seen = new HashSet<string>();
        JsonElement sample = default;
        await foreach (var (name, data) in EventsAsync(shop))
        {
            seen.Add(name);
            if (name == "clicks" && data.GetProperty("clicks").GetArrayLength() > 0)
            {
                sample = data.GetProperty("clicks")[0];
                break;
            }

            await writer.WriteAsync("ann", new ClickEvent("ann", "view", TestShop.Noon));
        }

        Assert.That(seen, Is.SupersetOf(new[] { "site", "funnels", "now", "engine" }));
        Assert.That(sample.GetProperty("mark").GetString(), Is.EqualTo("poison"));
        Assert.That(sample.GetProperty("reason").GetString(), Is.EqualTo("deserialization"));
    }

    [TestCase("{}", false)]
    [TestCase("{}", false, "of another release")]
    [TestCase("""{"instance":{"id":"two","state":"running","memory":{"budget":0,"parts":[]}},"counts":{"read":7,"late":0,"rejected":0,"guarded":0,"failed":0},"funnels":[{"name":"checkout-counts","rows":["e30="]}]}""", true)]
    public async Task Feed_OfAPartOfAnotherVersion_ShowsTheRestAndNamesTheInstance(string answer, bool hasPart, string version = PeerVersion.Current)
    {
        await using var log = await TestShop.LogAsync();
        await using var one = await StartAsync(log, "one");
        await using var two = await StartAsync(log, "two", app => app.Use((context, next) =>
        {
            if (!context.Request.Path.Value!.EndsWith("/dashboard/part", StringComparison.Ordinal))
            {
                return next(context);
            }

            // Without state there is no row that cannot be read.
            context.Response.Headers[PeerVersion.Header] = version;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(context.Request.Query["state"] == "1" ? answer : answer.Replace("\"e30=\"", "", StringComparison.Ordinal));
        }));
        await TestShop.UntilAsync(() => new(one.Application.FindInstances().Count == 2));

        var (now, site, engine) = (0, 0, 0);
        await foreach (var (name, data) in EventsAsync(one))
        {
            // What is known only of state must not come and go from second to second.
            if (name == "now" && (now > 0 || data.GetProperty("unreadable").GetArrayLength() > 0))
            {
                Assert.That(data.GetProperty("unreadable").EnumerateArray().Select(static address => address.GetString()), Is.EqualTo(new[] { two.Address.ToString() }));
                Assert.That(data.GetProperty("silent").GetArrayLength(), Is.Zero);
                Assert.That(data.GetProperty("instances").GetInt32(), Is.EqualTo(2));
                now++;
            }

            site += now > 0 && name == "site" ? 1 : 0;
            engine = name == "engine" ? data.GetProperty("instances").GetArrayLength() : engine;
            if (now > 6 && site > 0)
            {
                break;
            }
        }

        Assert.That(engine, Is.EqualTo(hasPart ? 2 : 1));
    }

    /// <summary>The funnel of the other instance has a breakdown whose row is larger than an answer may be.</summary>
    [Test]
    public async Task Feed_OfAPartThatIsTooLarge_NamesTheInstanceAndShowsItsOtherFigures()
    {
        await using var log = await TestShop.LogAsync();
        await using var one = await StartAsync(log, "one", http: static http => http.MaxPeerAnswerBytes = 64 << 10, topology: WithManyValues);
        await using var two = await StartAsync(log, "two", http: static http => http.MaxPeerAnswerBytes = 64 << 10, topology: WithManyValues);
        await TestShop.UntilAsync(async () => one.Application.FindInstances().Count == 2 && two.Application.FindInstances().Count == 2 && await HasCountsAsync(one) != await HasCountsAsync(two));
        var (shown, large) = await HasCountsAsync(one) ? (two, one) : (one, two);

        var (now, site, funnels) = (0, 0, 0);
        var engines = new List<int>();
        await foreach (var (name, data) in EventsAsync(shown))
        {
            if (name == "now" && (now > 0 || data.GetProperty("oversized").GetArrayLength() > 0))
            {
                Assert.That(data.GetProperty("oversized").EnumerateArray().Select(static address => address.GetString()), Is.EqualTo(new[] { large.Address.ToString() }));
                Assert.That((data.GetProperty("silent").GetArrayLength(), data.GetProperty("unreadable").GetArrayLength(), data.GetProperty("instances").GetInt32()), Is.EqualTo((0, 0, 2)));
                now++;
            }

            site += now > 0 && name == "site" ? 1 : 0;
            funnels += now > 0 && name == "funnels" ? 1 : 0;
            if (now > 0 && name == "engine")
            {
                engines.Add(data.GetProperty("instances").GetArrayLength());
            }

            if (now > 6 && site > 0 && funnels > 0 && engines.Count > 2)
            {
                break;
            }
        }

        Assert.That(engines, Is.All.EqualTo(2));

        static void WithManyValues(TopologyBuilder topology)
        {
            var clicks = topology.Clicks("clicks");
            clicks.Insights();
            clicks.Funnel("values", static f => f
                .Step("view", static (_, click) => click.Name == "view")
                .Step("cart", static (_, click) => click.Name == "cart")
                .Within(TimeSpan.FromHours(1))
                .BreakDown(static (_, click) => click.Page, [.. Enumerable.Range(0, 900).Select(static i => $"value {i} {new string('x', 100)}")], BreakdownAttribution.First)).Counts.ForEach(static (_, _) => { });
        }

        static async Task<bool> HasCountsAsync(TestShop shop)
        {
            using var state = await shop.Application.QueryAsync(["values-counts"]);
            return state.FunnelCounts("values-counts").All().Any();
        }
    }

    private static Task<TestShop> StartAsync(
        SimulatedLog log, string instance, Action<WebApplication>? more = null, Action<ClickstreamDashboardOptions>? dashboard = null, Action<ClickstreamHttpOptions>? http = null,
        Action<TopologyBuilder>? topology = null) => TestShop.StartAsync(
        log,
        instance,
        topology: topology ?? (static topology => TestShop.BuildOn(topology.Clicks("clicks").Insights())),
        more: shop => shop.Configure(static options => options with { BadRecords = BadRecordPolicy.Skip }).Http(options => http?.Invoke(options)),
        map: app =>
        {
            more?.Invoke(app);
            app.MapClickstreamDashboard(configure: dashboard);
        });

    private static async Task<JsonElement> CompleteSiteAsync(TestShop shop)
    {
        await foreach (var (name, data) in EventsAsync(shop))
        {
            if (name == "site" && data.GetProperty("minutes").EnumerateArray().Sum(static minute => minute.GetProperty("clicks").GetInt32()) == 52)
            {
                return data;
            }
        }

        throw new InvalidOperationException("The feed ended.");
    }

    private static string Without(JsonElement data, string property) =>
        string.Join('\n', data.EnumerateObject().Where(item => item.Name != property).Select(static item => item.ToString()));

    private static async IAsyncEnumerable<(string Name, JsonElement Data)> EventsAsync(TestShop shop)
    {
        using var limit = new CancellationTokenSource(TestShop.Patience);
        await using var stream = await shop.Client.GetStreamAsync(new Uri("dashboard/feed", UriKind.Relative), limit.Token);
        using var reader = new StreamReader(stream);
        var name = "";
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return (name, JsonSerializer.Deserialize<JsonElement>(line.AsSpan(6)));
            }
        }
    }

    private sealed class ThrowingSerde : ISerde<ClickEvent>
    {
        public ClickEvent Deserialize(ReadOnlySpan<byte> bytes) => throw new InvalidOperationException("unexpected");

        public void Serialize(in ClickEvent value, IBufferWriter<byte> destination) => throw new NotSupportedException();
    }
}
