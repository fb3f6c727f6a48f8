using System.Text;
using ClickstreamAnalysis.Testing;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>Clicks from JSON of other layouts.</summary>
public sealed class JsonClicksTests
{
    private static readonly JsonClickMapping s_own = new() { User = ["u.id", "anon"], Event = ["e"], Time = ["t"], Page = ["ctx.page"], Properties = "props" };

    private const string Track = """
        {"type":"track","event":"Order Completed","userId":null,"anonymousId":"a-507","messageId":"m-1","timestamp":"2026-03-01T12:00:00.123+01:00",
         "context":{"ip":"203.0.113.7","page":{"path":"/checkout","referrer":"https://search.example/"},"campaign":{"name":"spring","source":"mail"},"userAgent":"Browser/1"},
         "properties":{"revenue":25.5,"products":[{"sku":"s-1"}]}}
        """;

    private const string PageCall = """{"type":"page","name":"Home","userId":"u-1","properties":{"path":"/"},"receivedAt":"2026-03-01T12:00:00Z"}""";

    private const string Ga4Row = """
        {"event_date":"20260301","event_timestamp":"1772366400123456","event_name":"page_view","user_pseudo_id":"1234.5678","user_id":null,
         "event_params":[{"key":"ga_session_id","value":{"int_value":"1"}},{"value":{"string_value":"https://shop.example/a"},"key":"page_location"},
         {"key":"campaign","value":{"string_value":"spring"}}]}
        """;

    private const string PostHogEvent = """
        {"uuid":"0","event":"$pageview","distinct_id":"d-1","timestamp":"2026-03-01T12:00:00.5Z","properties":{"$pathname":"/a","$current_url":"https://x/a","$referrer":"$direct","utm_campaign":"c"}}
        """;

    private const string SnowplowEvent = """
        {"app_id":"shop","event":"page_view","event_name":"page_view","domain_userid":"dom-1","derived_tstamp":"2026-03-01 12:00:00.250","page_urlpath":"/a","mkt_campaign":"c","useragent":"B"}
        """;

    private static IEnumerable<TestCaseData> Presets()
    {
        yield return Case(JsonClickMapping.Segment, Track, "a-507|Order Completed|2026-03-01T11:00:00.123Z|/checkout|https://search.example/|spring|Browser/1", "Segment track");
        yield return Case(JsonClickMapping.Segment, PageCall, "u-1|page|2026-03-01T12:00:00.000Z|/|||", "Segment page");
        yield return Case(JsonClickMapping.Ga4, Ga4Row, "1234.5678|page_view|2026-03-01T12:00:00.123Z|https://shop.example/a||spring|", "GA4");
        yield return Case(JsonClickMapping.PostHog, PostHogEvent, "d-1|$pageview|2026-03-01T12:00:00.500Z|/a|$direct|c|", "PostHog");
        yield return Case(JsonClickMapping.Snowplow, SnowplowEvent, "dom-1|page_view|2026-03-01T12:00:00.250Z|/a||c|B", "Snowplow");
        yield return Case(
            JsonClickMapping.Segment.Below("data"), $$"""{"specversion":"1.0","id":"1","source":"/web","type":"click","data":{{PageCall}}}""", "u-1|page|2026-03-01T12:00:00.000Z|/|||", "CloudEvents");

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
        var click = JsonClicks.From(JsonClickMapping.Segment).Deserialize(Encoding.UTF8.GetBytes(Track));

        Assert.That(click.Properties.TryGetNumber("revenue", out var revenue), Is.True);
        Assert.That(revenue, Is.EqualTo(25.5));
    }

    [TestCase(ClickTimeUnit.Milliseconds, "1772366400123", 1_772_366_400_123)]
    [TestCase(ClickTimeUnit.Milliseconds, "\"1772366400123\"", 1_772_366_400_123)]
    [TestCase(ClickTimeUnit.Seconds, "1772366400", 1_772_366_400_000)]
    [TestCase(ClickTimeUnit.Seconds, "1772366400.5", 1_772_366_400_500)]
    [TestCase(ClickTimeUnit.Microseconds, "1772366400123456", 1_772_366_400_123)]
    [TestCase(ClickTimeUnit.Seconds, "\"2026-03-01T12:00:00Z\"", 1_772_366_400_000)]
    public void A_time_is_a_number_in_the_unit_or_a_text(ClickTimeUnit unit, string time, long expected) =>
        Assert.That(Read(s_own with { TimeUnit = unit }, $$"""{"anon":"a","e":"view","t":{{time}}}""").TimestampMs, Is.EqualTo(expected));

    [TestCase("""{"anon":"a","u":{"id":17},"e":"view","t":1}""", "17")]
    [TestCase("""{"u":{"id":"u"},"anon":"a","e":"view","t":1}""", "u")]
    [TestCase("""{"anon":"a","u":{"id":""},"e":"view","t":1}""", "a")]
    [TestCase("""{"anon":"a","u":null,"e":"view","t":1}""", "a")]
    [TestCase("""{"anon":"\u00fc","u":[1,{"id":"x"}],"e":"view","t":1}""", "ü")]
    public void The_first_path_with_a_value_counts_wherever_it_stands(string json, string user) =>
        Assert.That(Read(s_own, json).User, Is.EqualTo(user));

    [TestCase("""{"e":"view","t":1}""", "missing-user")]
    [TestCase("""{"anon":"a","t":1}""", "missing-event")]
    [TestCase("""{"anon":"a","e":"view","t":null}""", "missing-time")]
    [TestCase("""{"anon":"a","e":"view","t":"yesterday"}""", "invalid-time")]
    [TestCase("""{"anon":"a","e":"view","t":-1}""", "invalid-time")]
    [TestCase("""{"anon":"a","e":"view","t":{}}""", "invalid-time")]
    [TestCase("""{"anon":{"x":1},"e":"view","t":1}""", "wrong-type")]
    [TestCase("""[]""", "wrong-type")]
    [TestCase("""{"anon":"a","e":"view","t":1""", "invalid-json")]
    [TestCase("""{"anon":"a","e":"view","t":1} x""", "invalid-json")]
    [TestCase("""{"anon":"\ud800","e":"view","t":1}""", "invalid-json")]
    [TestCase("", "invalid-json")]
    public void What_is_no_click_is_a_bad_record_with_its_reason(string json, string reason) =>
        Assert.That(Assert.Throws<SerdeException>(() => Read(s_own, json))!.Reason, Is.EqualTo(reason));

    [Test]
    public void Any_bytes_are_a_click_or_a_serde_exception()
    {
        var serde = JsonClicks.From(JsonClickMapping.Ga4);
        var row = Encoding.UTF8.GetBytes(Ga4Row);
        Gen.Select(Gen.Int[0, row.Length - 1], Gen.Byte, Gen.Int[0, row.Length]).Sample(
            damage =>
            {
                var bytes = row.ToArray();
                bytes[damage.Item1] = damage.Item2;
                try
                {
                    serde.Deserialize(bytes.AsSpan(0, damage.Item3));
                }
                catch (SerdeException)
                {
                    // as it should
                }
            },
            iter: 20_000);
    }

    [Test]
    public void A_mapping_with_mistakes_is_refused_with_all_of_them() =>
        Assert.That(
            () => JsonClicks.From(new JsonClickMapping { User = ["a..b"], Page = ["x[", "y[]"], TimeUnit = (ClickTimeUnit)9 }),
            Throws.ArgumentException.With.Message.Contains("'a..b' of User").And.Message.Contains("Event needs a path").And.Message.Contains("Time needs a path")
                .And.Message.Contains("'x[' of Page").And.Message.Contains("'y[]' of Page").And.Message.Contains("TimeUnit"));

    [Test]
    public void Clicks_of_a_topology_are_read_by_a_mapping_and_not_written()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("events", JsonClicks.From(JsonClickMapping.Segment)).To("clicks", Serdes.Utf8, ClickEvent.Serde);
        using var driver = new TopologyTestDriver(builder.Build());
        driver.CreateInputTopic("events", Serdes.Utf8, Serdes.Bytes).Pipe("u-1", Encoding.UTF8.GetBytes(PageCall));

        Assert.That(driver.CreateOutputTopic("clicks", Serdes.Utf8, ClickEvent.Serde).ReadAll().Single().Value.Page, Is.EqualTo("/"));
        Assert.That(
            () => ((IPreparedSerde)JsonClicks.From(JsonClickMapping.Segment)).PrepareAsync(new SerdeUse("out", IsKey: false, SerdeAccess.Write), default),
            Throws.TypeOf<StreamsException>().With.Message.Contains("'out'").And.Message.Contains("ClickEvent.Serde"));
    }

    [Test]
    public void A_click_whose_texts_are_known_allocates_nothing()
    {
        var serde = JsonClicks.From(JsonClickMapping.Segment with { Properties = null });
        var json = Encoding.UTF8.GetBytes(Track);
        serde.Deserialize(json);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            serde.Deserialize(json);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000));
    }

    private static ClickEvent Read(JsonClickMapping mapping, string json) => JsonClicks.From(mapping).Deserialize(Encoding.UTF8.GetBytes(json));
}
