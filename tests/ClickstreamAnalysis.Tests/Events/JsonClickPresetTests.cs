using System.Text;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>The mappings of products, on records like those in their documentation.</summary>
public sealed class JsonClickPresetTests
{
    private const string PostHogEvent = """
        {"uuid":"0","event":"$pageview","distinct_id":"d-1","timestamp":"2026-03-01T12:00:00.5Z","properties":{"$pathname":"/a","$current_url":"https://x/a","$referrer":"$direct","utm_campaign":"c"}}
        """;

    private const string SnowplowEvent = """
        {"app_id":"shop","event":"page_view","event_name":"page_view","domain_userid":"dom-1","derived_tstamp":"2026-03-01 12:00:00.250","page_urlpath":"/a","mkt_campaign":"c","useragent":"B"}
        """;

    // Parameters of the Tracking API, a page view and an event.
    private const string MatomoHit = """
        {"idsite":"1","rec":"1","action_name":"Cart","url":"https://shop.example/cart","urlref":"https://search.example/","_id":"8a2f3c4d5e6f7a8b","rand":"4711",
         "cdt":"2026-03-01 12:00:00","_rcn":"spring","ua":"Browser/1","cvar":"{\"1\":[\"size\",\"L\"]}"}
        """;

    private const string MatomoEvent = """{"idsite":1,"rec":1,"uid":"u-1","_id":"8a2f3c4d5e6f7a8b","e_c":"Shop","e_a":"add-to-cart","e_v":2,"cdt":1772366400,"url":"https://shop.example/a"}""";

    // An action of a visit, with the visitor of the visit.
    private const string MatomoAction = """
        {"idVisit":"7","visitorId":"8a2f3c4d5e6f7a8b","userId":null,"type":"action","url":"https://shop.example/a","pageTitle":"A","timestamp":1772366400,"referrerUrl":""}
        """;

    private const string CloudEvent = """
        {"specversion":"1.0","id":"A234-1","source":"/shop/web","type":"example.shop.view","time":"2026-03-01T13:00:00+01:00","datacontenttype":"application/json",
         "data":{"user":"u-1","page":"/a","properties":{"price":3.5}}}
        """;

    private static IEnumerable<TestCaseData> Presets()
    {
        yield return Case(JsonClickMapping.Segment, JsonClicksTests.Track, "a-507|Order Completed|2026-03-01T11:00:00.123Z|/checkout|https://search.example/|spring|Browser/1", "Segment track");
        yield return Case(JsonClickMapping.Segment, JsonClicksTests.PageCall, "u-1|page|2026-03-01T12:00:00.000Z|/|||", "Segment page");
        yield return Case(JsonClickMapping.Ga4, JsonClicksTests.Ga4Row, "1234.5678|page_view|2026-03-01T12:00:00.123Z|https://shop.example/a||spring|", "GA4");
        yield return Case(JsonClickMapping.PostHog, PostHogEvent, "d-1|$pageview|2026-03-01T12:00:00.500Z|/a|$direct|c|", "PostHog");
        yield return Case(JsonClickMapping.Matomo, MatomoHit, "8a2f3c4d5e6f7a8b|page_view|2026-03-01T12:00:00.000Z|https://shop.example/cart|https://search.example/|spring|Browser/1", "Matomo hit");
        yield return Case(JsonClickMapping.Matomo, MatomoEvent, "u-1|add-to-cart|2026-03-01T12:00:00.000Z|https://shop.example/a|||", "Matomo event");
        yield return Case(JsonClickMapping.Matomo, MatomoAction, "8a2f3c4d5e6f7a8b|action|2026-03-01T12:00:00.000Z|https://shop.example/a|||", "Matomo action of a visit");
        yield return Case(JsonClickMapping.CloudEvents, CloudEvent, "u-1|example.shop.view|2026-03-01T12:00:00.000Z|/a|||", "CloudEvents");
        yield return Case(JsonClickMapping.Snowplow, SnowplowEvent, "dom-1|page_view|2026-03-01T12:00:00.250Z|/a||c|B", "Snowplow");
        yield return Case(
            JsonClickMapping.Segment.Below("data"), $$"""{"specversion":"1.0","id":"1","source":"/web","type":"click","data":{{JsonClicksTests.PageCall}}}""", "u-1|page|2026-03-01T12:00:00.000Z|/|||", "Segment in CloudEvents");

        static TestCaseData Case(JsonClickMapping mapping, string json, string click, string name) => new TestCaseData(mapping, json, click).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Presets))]
    public void A_preset_reads_what_its_product_writes(JsonClickMapping mapping, string json, string expected)
    {
        var click = JsonClicks.From(mapping).Deserialize(Encoding.UTF8.GetBytes(json));

        Assert.That(
            $"{click.User}|{click.Name}|{click.Time:yyyy-MM-ddTHH:mm:ss.fff}Z|{click.Page}|{click.Referrer}|{click.Campaign}|{click.UserAgent}",
            Is.EqualTo(expected));
    }

    [Test]
    public void Properties_are_those_of_the_object()
    {
        var click = JsonClicks.From(JsonClickMapping.Segment).Deserialize(Encoding.UTF8.GetBytes(JsonClicksTests.Track));

        Assert.That(click.Properties.TryGetNumber("revenue", out var revenue), Is.True);
        Assert.That(revenue, Is.EqualTo(25.5));
    }

    // Binary mode: the attributes are headers, and the value is the data alone.
    [Test]
    public void A_CloudEvent_in_binary_mode_is_read_by_the_serde_of_its_data()
    {
        var data = """{"user":"u-1","event":"view","ts":1772366400000,"page":"/a"}"""u8;

        Assert.That(ClickEvent.Serde.Deserialize(data).Page, Is.EqualTo("/a"));
        Assert.That(ReasonOf(JsonClickMapping.CloudEvents, Encoding.UTF8.GetString(data)), Is.EqualTo("missing-user"));
    }

    private static IEnumerable<TestCaseData> BadRecords()
    {
        yield return Case(JsonClickMapping.Segment, """{"type":"track","event":"Order Completed","timestamp":"2026-03-01T12:00:00Z"}""", "missing-user");
        yield return Case(JsonClickMapping.PostHog, """{"event":"$pageview","distinct_id":"d-1","timestamp":"yesterday"}""", "invalid-time");
        yield return Case(JsonClickMapping.Ga4, """{"event_timestamp":"1772366400123456","user_pseudo_id":"1.2"}""", "missing-event");
        yield return Case(JsonClickMapping.Snowplow, """{"event_name":"page_view","domain_userid":{"id":1}}""", "wrong-type");
        yield return Case(JsonClickMapping.Matomo, """{"idsite":1,"rec":1,"_id":"8a2f3c4d5e6f7a8b","url":"https://shop.example/"}""", "missing-time");
        yield return Case(JsonClickMapping.Matomo, """{"requests":["?idsite=1&rec=1&_id=8a2f3c4d5e6f7a8b"]}""", "missing-user");
        yield return Case(JsonClickMapping.CloudEvents, """{"specversion":"1.0","type":"click","time":"2026-03-01T12:00:00Z","data_base64":"eyJ1c2VyIjoidSJ9"}""", "missing-user");
        yield return Case(JsonClickMapping.CloudEvents, """{"specversion":"1.0","type":"click","data":{"user":"u-1"}}""", "missing-time");
        yield return Case(JsonClickMapping.CloudEvents, "data", "invalid-json");

        static TestCaseData Case(JsonClickMapping mapping, string json, string reason) => new(mapping, json, reason);
    }

    [TestCaseSource(nameof(BadRecords))]
    public void A_record_without_what_a_click_needs_is_bad_with_its_reason(JsonClickMapping mapping, string json, string reason) =>
        Assert.That(ReasonOf(mapping, json), Is.EqualTo(reason));

    private static IEnumerable<TestCaseData> Fuzzed()
    {
        yield return new TestCaseData(JsonClickMapping.Matomo, MatomoHit).SetArgDisplayNames("Matomo");
        yield return new TestCaseData(JsonClickMapping.CloudEvents, CloudEvent).SetArgDisplayNames("CloudEvents");
    }

    [TestCaseSource(nameof(Fuzzed))]
    public void Any_bytes_are_a_click_or_a_serde_exception(JsonClickMapping mapping, string json) => Damaged.Read(JsonClicks.From(mapping), json);

    [TestCaseSource(nameof(Fuzzed))]
    public void A_click_whose_texts_are_known_allocates_nothing(JsonClickMapping mapping, string json) =>
        Damaged.AssertAllocatesNothing(JsonClicks.From(mapping with { Properties = null }), json);

    private static string ReasonOf(JsonClickMapping mapping, string json) =>
        Assert.Throws<SerdeException>(() => JsonClicks.From(mapping).Deserialize(Encoding.UTF8.GetBytes(json)))!.Reason;
}
