using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>What the log has of a request that is accepted.</summary>
[TestFixture]
internal sealed class CollectedClickTests
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";

    private static readonly DateTimeOffset s_now = new(2025, 10, 9, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Click_InTheBuiltInLayout_KeepsItsFields()
    {
        var click = await CollectAsync(
            """
            {"user":"ann","event":"view","ts":"2025-10-09T11:00:00Z","page":"/cart?a=1&b=<2>","referrer":"https://a.example/","campaign":"spring","id":"7",
             "properties":{"price":1.50,"tags":["é"],"$source":"forged","$address":"forged","$id":"forged"},"unknown":{"x":1}}
            """);

        Assert.That(click, Is.EqualTo(new ClickEvent
        {
            User = "ann",
            Name = "view",
            Time = s_now.AddHours(-1),
            Page = "/cart?a=1&b=<2>",
            Referrer = "https://a.example/",
            Campaign = "spring",
            UserAgent = "Firefox/128 (Windows)",
            Properties = ClickProperties.Parse("""{"price":1.50,"tags":["é"],"$source":"shop.example","$id":"7"}"""u8),
        }));
    }

    [Test]
    public async Task Click_OfSegment_IsReadByItsSpelling()
    {
        var click = await CollectAsync(
            """
            {"type":"track","userId":null,"anonymousId":"a-1","messageId":"m-1","event":"Product Viewed","timestamp":"2025-10-09T11:00:00Z","properties":{"sku":"x"},
             "context":{"ip":"203.0.113.9","userAgent":"Other browser","page":{"path":"/p/x","referrer":"https://b.example/"},"campaign":{"name":"autumn"}}}
            """);

        Assert.That(click, Is.EqualTo(new ClickEvent
        {
            User = "a-1",
            Name = "Product Viewed",
            Time = s_now.AddHours(-1),
            Page = "/p/x",
            Referrer = "https://b.example/",
            Campaign = "autumn",
            UserAgent = "Other",
            Properties = ClickProperties.Parse("""{"sku":"x","$source":"shop.example","$id":"m-1"}"""u8),
        }));
    }

    [TestCase("""{"event":"e"}""", "2025-10-09T12:00:00Z", TestName = "Time_NotGiven_IsThatOfTheRequest")]
    [TestCase("""{"event":"e","ts":"2025-10-09T11:59:00Z"}""", "2025-10-09T11:59:00Z", TestName = "Time_Given_IsKept")]
    [TestCase("""{"event":"e","ts":"2025-10-09T12:00:01Z"}""", "2025-10-09T12:00:00Z", TestName = "Time_AheadOfTheRequest_IsThatOfTheRequest")]
    [TestCase("""{"event":"e","ts":"2031-01-01T00:00:00Z","sentAt":"2031-01-01T00:00:20Z"}""", "2025-10-09T11:59:40Z", TestName = "Time_OfAClockThatIsAhead_IsCorrected")]
    [TestCase("""{"batch":[{"event":"e","ts":1000}],"sentAt":61000}""", "2025-10-09T11:59:00Z", TestName = "Time_OfAClockThatIsBehind_IsCorrected")]
    [TestCase("""{"batch":[{"event":"e","ts":9000}],"sentAt":1000}""", "2025-10-09T12:00:00Z", TestName = "Time_AfterTheSending_IsThatOfTheRequest")]
    [TestCase("""{"event":"e","ts":"2025-10-09T11:59:50Z","sentAt":"2025-10-09T11:59:57Z"}""", "2025-10-09T11:59:50Z", TestName = "Time_OfASlowRequest_IsKept")]
    public async Task TimeOfAClick(string body, string expected) =>
        Assert.That((await CollectAsync(body)).Time, Is.EqualTo(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)));

    [TestCase(UserAgentDetail.None, null)]
    [TestCase(UserAgentDetail.Reduced, "Firefox/128 (Windows)")]
    [TestCase(UserAgentDetail.Full, Firefox)]
    public async Task UserAgent_OfAClick_IsCutAsConfigured(UserAgentDetail detail, string? expected) =>
        Assert.That((await CollectAsync("""{"event":"e"}""", options => options.UserAgent = detail)).UserAgent, Is.EqualTo(expected));

    [TestCase(AddressDetail.None, null)]
    [TestCase(AddressDetail.Network, "127.0.0.0")]
    [TestCase(AddressDetail.Full, "127.0.0.1")]
    public async Task Address_OfAClick_IsCutAsConfigured(AddressDetail detail, string? expected)
    {
        var click = await CollectAsync("""{"event":"e","properties":{"$address":"forged"}}""", options => options.Address = detail);

        Assert.That(click.Properties.TryGetString("$address", out var address) ? address : null, Is.EqualTo(expected));
    }

    [Test]
    public async Task Source_ThatIsConfigured_IsStamped()
    {
        var click = await CollectAsync("""{"event":"e"}""", static options => options.Source = "app");

        Assert.That(click.Properties.ToString(), Is.EqualTo("""{"$source":"app"}"""));
    }

    [TestCase("DNT", "1", ExpectedResult = 0)]
    [TestCase("Sec-GPC", "1", ExpectedResult = 0)]
    [TestCase("DNT", "0", ExpectedResult = 1)]
    public async Task<int> Request_WithAPrivacySignal_IsAnsweredAndNotWritten(string header, string value)
    {
        await using var host = await CollectorHost.StartAsync();

        Assert.That((await host.PostAsync("""{"event":"e"}""", headers: (header, value))).Status, Is.EqualTo(HttpStatusCode.NoContent));
        return (await host.ReadClicksAsync()).Count;
    }

    [Test]
    public async Task Request_WithAPrivacySignalThatIsNotHonored_IsWritten()
    {
        await using var host = await CollectorHost.StartAsync(static options => options.HonorPrivacySignals = false);

        await host.PostAsync("""{"event":"e"}""", headers: ("DNT", "1"));

        Assert.That(await host.ReadClicksAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Clicks_ThatAreRejected_AreCountedByReason()
    {
        using var counts = new CountedRequests();
        await using var host = await CollectorHost.StartAsync();

        var (status, body) = await host.PostAsync("""[{"event":"e"},{},7,{"event":"f"}]""");

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(JsonDocument.Parse(body).RootElement.GetProperty("accepted").GetInt32(), Is.EqualTo(2));
        Assert.That((counts.Accepted, counts.Rejected("missing-event"), counts.Rejected("wrong-type")), Is.EqualTo((2, 1, 1)));
    }

    [Test]
    public async Task Click_LargerThanTheTopicTakes_IsRejectedAlone()
    {
        await using var host = await CollectorHost.StartAsync();
        host.Log.SetMaxRecordBytes("clicks", 300);

        var (status, body) = await host.PostAsync($$"""[{"event":"e"},{"event":"e","page":"{{new string('p', 1_000)}}"}]""");

        Assert.That((status, body), Is.EqualTo((HttpStatusCode.OK, """{"accepted":1,"rejected":[{"index":1,"reason":"too-large"}]}""")));
        Assert.That(await host.ReadClicksAsync(), Has.Count.EqualTo(1));
    }

    private static async Task<ClickEvent> CollectAsync(string body, Action<ClickCollectorOptions>? configure = null)
    {
        await using var host = await CollectorHost.StartAsync(
            options =>
            {
                options.AllowedOrigins = ["https://shop.example"];
                configure?.Invoke(options);
            },
            services: static services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(s_now)));
        var (status, text) = await host.PostAsync(body, headers: [("Origin", "https://shop.example"), ("User-Agent", Firefox)]);
        Assert.That(status, Is.EqualTo(HttpStatusCode.NoContent), text);
        return (await host.ReadClicksAsync()).Single();
    }
}
