using System.Text;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>Clicks from JSON of other layouts.</summary>
public sealed class JsonClicksTests
{
    private static readonly JsonClickMapping s_own = new() { User = ["u.id", "anon"], Event = ["e"], Time = ["t"], Page = ["ctx.page"], Properties = "props" };

    internal const string Track = """
        {"type":"track","event":"Order Completed","userId":null,"anonymousId":"a-507","messageId":"m-1","timestamp":"2026-03-01T12:00:00.123+01:00",
         "context":{"ip":"203.0.113.7","page":{"path":"/checkout","referrer":"https://search.example/"},"campaign":{"name":"spring","source":"mail"},"userAgent":"Browser/1"},
         "properties":{"revenue":25.5,"products":[{"sku":"s-1"}]}}
        """;

    internal const string PageCall = """{"type":"page","name":"Home","userId":"u-1","properties":{"path":"/"},"receivedAt":"2026-03-01T12:00:00Z"}""";

    internal const string Ga4Row = """
        {"event_date":"20260301","event_timestamp":"1772366400123456","event_name":"page_view","user_pseudo_id":"1234.5678","user_id":null,
         "event_params":[{"key":"ga_session_id","value":{"int_value":"1"}},{"value":{"string_value":"https://shop.example/a"},"key":"page_location"},
         {"key":"campaign","value":{"string_value":"spring"}}]}
        """;

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

    [TestCase("""{"anon":"a","t":1}""", "page")]
    [TestCase("""{"anon":"a","e":"","t":1}""", "page")]
    [TestCase("""{"anon":"a","e":"view","t":1}""", "view")]
    public void A_click_without_an_event_has_the_default_one(string json, string name) =>
        Assert.That(Read(s_own with { DefaultEvent = "page" }, json).Name, Is.EqualTo(name));

    [Test]
    public void Any_bytes_are_a_click_or_a_serde_exception() => Damaged.Read(JsonClicks.From(JsonClickMapping.Ga4), Ga4Row);

    [Test]
    public void A_mapping_with_mistakes_is_refused_with_all_of_them() =>
        Assert.That(
            () => JsonClicks.From(new JsonClickMapping { User = ["a..b"], Page = ["x[", "y[]"], TimeUnit = (ClickTimeUnit)9, DefaultEvent = "" }),
            Throws.ArgumentException.With.Message.Contains("'a..b' of User").And.Message.Contains("Event needs a path").And.Message.Contains("Time needs a path")
                .And.Message.Contains("'x[' of Page").And.Message.Contains("'y[]' of Page").And.Message.Contains("TimeUnit").And.Message.Contains("DefaultEvent"));

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
    public void A_click_whose_texts_are_known_allocates_nothing() =>
        Damaged.AssertAllocatesNothing(JsonClicks.From(JsonClickMapping.Segment with { Properties = null }), Track);

    private static ClickEvent Read(JsonClickMapping mapping, string json) => JsonClicks.From(mapping).Deserialize(Encoding.UTF8.GetBytes(json));
}
