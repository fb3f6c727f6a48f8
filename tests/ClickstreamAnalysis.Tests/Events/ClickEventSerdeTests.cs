using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Tests.Serialization;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

[TestFixture]
public sealed class ClickEventSerdeTests : SerdeContract<ClickEvent>
{
    private const string Click260 =
        """{"user":"u0000042","event":"view","ts":1760000000123,"page":"/catalogue/page-1234.html","referrer":"https://search.example/","campaign":"autumn-sale","userAgent":"Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0","properties":{"price":19.99,"currency":"EUR","screen":"1920x1080"}}""";

    private static readonly Gen<string> s_filled = TextGen.Any.Where(t => t.Length > 0);
    private static readonly Gen<string?> s_optional = Gen.OneOf(Gen.Const((string?)null), TextGen.Any.Select(t => (string?)t));

    protected override ISerde<ClickEvent> Serde => ClickEventSerde.Default;

    protected override Gen<ClickEvent> Values { get; } =
        from user in s_filled
        from name in s_filled
        from ts in Gen.Long[0, 253_402_300_799_999]
        from page in s_optional
        from referrer in s_optional
        from campaign in s_optional
        from agent in s_optional
        from price in Gen.Double[0, 1e6]
        from text in TextGen.Any
        from how in Gen.Int[0, 2]
        select new ClickEvent
        {
            User = user,
            Name = name,
            TimestampMs = ts,
            Page = page,
            Referrer = referrer,
            Campaign = campaign,
            UserAgent = agent,
            Properties = how switch
            {
                0 => default,
                1 => ClickProperties.From(("price", price), (text, text)),
                _ => ClickProperties.Parse("""{ "deep" : { "er" : [ 1, {"properties":{}} ] } }"""u8),
            },
        };

    [Test]
    public void Deserialize_FullClick_ReadsEveryField()
    {
        var click = Read(Click260);
        Assert.That(click, Is.EqualTo(new ClickEvent
        {
            User = "u0000042",
            Name = "view",
            TimestampMs = 1_760_000_000_123,
            Page = "/catalogue/page-1234.html",
            Referrer = "https://search.example/",
            Campaign = "autumn-sale",
            UserAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0",
            Properties = ClickProperties.Parse("""{"price":19.99,"currency":"EUR","screen":"1920x1080"}"""u8),
        }));
        Assert.That(click.Time, Is.EqualTo(new DateTimeOffset(2025, 10, 9, 8, 53, 20, 123, TimeSpan.Zero)));
    }

    [Test]
    public void Serialize_FullClick_IsTheSameText() =>
        Assert.That(Encoding.UTF8.GetString(Write(Read(Click260))), Is.EqualTo(Click260));

    [Test]
    public void Serialize_LeastClick_LeavesOutWhatIsAbsent() =>
        Assert.That(
            Encoding.UTF8.GetString(Write(new ClickEvent { User = "a", Name = "b", TimestampMs = 1, Page = "/?x=1&y=2" })),
            Is.EqualTo("""{"user":"a","event":"b","ts":1,"page":"/?x=1&y=2"}"""));

    [TestCase("", "view")]
    [TestCase("u", "")]
    public void Serialize_WithoutUserOrName_IsRefused(string user, string name) =>
        Assert.That(() => Write(new ClickEvent { User = user, Name = name, TimestampMs = 1 }), Throws.ArgumentException);

    [TestCase("", "invalid-json")]
    [TestCase("   ", "invalid-json")]
    [TestCase("{", "invalid-json")]
    [TestCase("""{"user":"u","event":"e","ts":1""", "invalid-json")]
    [TestCase("""{"user":"u","event":"e","ts":1} x""", "invalid-json")]
    [TestCase("""{"user":"u","event":"e","ts":1}{}""", "invalid-json")]
    [TestCase("""{"user":"u","event":"e","ts":1,}""", "invalid-json")]
    [TestCase("""{"user":"u","event":"e","ts":01}""", "invalid-json")]
    [TestCase("""{"user":"u\ud800","event":"e","ts":1}""", "invalid-json")]
    [TestCase("""{"user":"u","event":"e","ts":1,"x":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}""", "invalid-json")]
    [TestCase("null", "wrong-type")]
    [TestCase("[]", "wrong-type")]
    [TestCase("17", "wrong-type")]
    [TestCase("""{"user":7,"event":"e","ts":1}""", "wrong-type")]
    [TestCase("""{"user":"u","event":["e"],"ts":1}""", "wrong-type")]
    [TestCase("""{"user":"u","event":"e","ts":1,"page":{}}""", "wrong-type")]
    [TestCase("""{"user":"u","event":"e","ts":1,"properties":"x"}""", "wrong-type")]
    [TestCase("{}", "missing-user")]
    [TestCase("""{"user":"","event":"e","ts":1}""", "missing-user")]
    [TestCase("""{"user":null,"event":"e","ts":1}""", "missing-user")]
    [TestCase("""{"User":"u","event":"e","ts":1}""", "missing-user")]
    [TestCase("""{"user":"u","ts":1}""", "missing-event")]
    [TestCase("""{"user":"u","event":"","ts":1}""", "missing-event")]
    [TestCase("""{"user":"u","event":"e"}""", "missing-time")]
    [TestCase("""{"user":"u","event":"e","ts":null}""", "missing-time")]
    [TestCase("""{"user":"u","event":"e","ts":-1}""", "invalid-time")]
    [TestCase("""{"user":"u","event":"e","ts":-0.5}""", "invalid-time")]
    [TestCase("""{"user":"u","event":"e","ts":1e300}""", "invalid-time")]
    [TestCase("""{"user":"u","event":"e","ts":9223372036854775807}""", "invalid-time")]
    [TestCase("""{"user":"u","event":"e","ts":true}""", "invalid-time")]
    [TestCase("""{"user":"u","event":"e","ts":{}}""", "invalid-time")]
    [TestCase("""{"user":"u","event":"e","ts":"yesterday"}""", "invalid-time")]
    [TestCase("""{"user":"u","event":"e","ts":"1760000000000"}""", "invalid-time")]
    [TestCase("""{"user":"u","event":"e","ts":"1969-12-31T23:59:59Z"}""", "invalid-time")]
    public void Deserialize_BadClick_IsRefusedWithItsReason(string json, string reason) =>
        Assert.That(() => Read(json), Throws.TypeOf<SerdeException>().With.Property(nameof(SerdeException.Reason)).EqualTo(reason));

    [Test]
    public void Deserialize_InvalidUtf8InAFieldThatIsSkipped_IsRefused()
    {
        byte[] bytes = [.. """{"user":"u","event":"e","ts":1,"x":"""u8, (byte)'"', 0xFF, (byte)'"', (byte)'}'];
        Assert.That(() => Serde.Deserialize(bytes), Throws.TypeOf<SerdeException>()
            .With.Property(nameof(SerdeException.Reason)).EqualTo("invalid-json"));
    }

    [TestCase("EFBBBF")]
    [TestCase("FEFF")]
    [TestCase("FFFE")]
    public void Deserialize_ByteOrderMark_IsNamed(string mark)
    {
        byte[] bytes = [.. Convert.FromHexString(mark), .. """{"user":"u","event":"e","ts":1}"""u8];
        foreach (var error in new[]
        {
            Assert.Throws<SerdeException>(() => Serde.Deserialize(bytes))!,
            Assert.Throws<SerdeException>(() => Serdes.Json<Dictionary<string, object>>().Deserialize(bytes))!,
        })
        {
            Assert.That(error.Reason, Is.EqualTo("byte-order-mark"));
            Assert.That(error.Message, Does.Contain("byte-order mark"));
        }
    }

    [Test]
    public void Time_IsTheTimestamp()
    {
        var time = new DateTimeOffset(2025, 10, 9, 10, 53, 20, 123, TimeSpan.FromHours(2));
        var click = new ClickEvent { User = "u", Name = "e", Time = time };
        Assert.That(click, Is.EqualTo(new ClickEvent { User = "u", Name = "e", TimestampMs = 1_760_000_000_123 }));
        Assert.That(click.Time, Is.EqualTo(time));
    }

    [TestCase("not json at all, secret")]
    [TestCase("""{"user":"secret","event":"e","ts":"secret"}""")]
    [TestCase("""{"user":secret}""")]
    public void Deserialize_BadClick_DoesNotQuoteIt(string json) =>
        Assert.That(() => Read(json), Throws.TypeOf<SerdeException>().With.Message.Not.Contains("secret").And.InnerException.Null);

    [TestCase("1760000000123", 1_760_000_000_123)]
    [TestCase("0", 0)]
    [TestCase("1.76e12", 1_760_000_000_000)]
    [TestCase("1760000000123.9", 1_760_000_000_123)]
    [TestCase("253402300799999", 253_402_300_799_999)]
    [TestCase("\"2025-10-09T08:53:20.123Z\"", 1_760_000_000_123)]
    [TestCase("\"2025-10-09T10:53:20.123+02:00\"", 1_760_000_000_123)]
    [TestCase("\"2025-10-09T08:53:20\"", 1_760_000_000_000)]
    [TestCase("\"2025-10-09\"", 1_759_968_000_000)]
    [TestCase("\"2025-10-09T08:53:20.123\\u005A\"", 1_760_000_000_123)]
    [TestCase("\"2025-10-09T10:53:20.123+0200\"", 1_760_000_000_123)]
    [TestCase("\"2025-10-09 08:53:20.123 +00:00\"", 1_760_000_000_123)]
    [TestCase("\"2025-10-09 08:53:20.123 Z\"", 1_760_000_000_123)]
    [TestCase("\"20251009T085320,123Z\"", 1_760_000_000_123)]
    [TestCase("\"2025-10-09T08:53:20.123456789Z\"", 1_760_000_000_123)]
    public void Deserialize_TimeInAnyForm_IsMilliseconds(string ts, long expected) =>
        Assert.That(Read($$"""{"user":"u","event":"e","ts":{{ts}}}""").TimestampMs, Is.EqualTo(expected));

    [Test]
    public void Deserialize_NameTwice_TheLastCounts()
    {
        var click = Read("""{"user":"a","ts":1,"event":"e","page":"/1","user":"b","page":null,"ts":2,"properties":{"x":1},"properties":{"y":1}}""");
        Assert.That(click, Is.EqualTo(new ClickEvent
        {
            User = "b",
            Name = "e",
            TimestampMs = 2,
            Properties = ClickProperties.Parse("""{"y":1}"""u8),
        }));
    }

    [Test]
    public void Deserialize_EscapedNamesAndTexts_AreUnderstood() =>
        Assert.That(
            Read("""{"\u0075ser":"a\n\"b\"\ud83d\ude00","event":"e","ts":1,"\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061":1}"""),
            Is.EqualTo(new ClickEvent { User = "a\n\"b\"😀", Name = "e", TimestampMs = 1 }));

    [Test]
    public void Deserialize_UnknownNames_AreSkippedWithAllTheyHold() =>
        Assert.That(
            Read("""{"a":{"user":"x","ts":[{}]},"user":"u","event":"e","ts":1,"eventt":3,"":null}"""),
            Is.EqualTo(new ClickEvent { User = "u", Name = "e", TimestampMs = 1 }));

    [Test]
    public void Deserialize_FieldsNotAskedFor_AreSkippedWhateverTheyAre()
    {
        var serde = new ClickEventSerde(ClickFields.Campaign);
        var click = serde.Deserialize("""{"user":"u","event":"e","ts":1,"page":7,"referrer":[],"campaign":"c","userAgent":{},"properties":"x"}"""u8);
        Assert.That(click, Is.EqualTo(new ClickEvent { User = "u", Name = "e", TimestampMs = 1, Campaign = "c" }));
    }

    [Test]
    public void Constructor_UnknownField_IsRefused() =>
        Assert.That(() => new ClickEventSerde((ClickFields)64), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Deserialize_WithoutProperties_AllocatesNothing() =>
        Assert.That(AllocatedPerClick(new ClickEventSerde(ClickFields.All & ~ClickFields.Properties)), Is.Zero);

    [TestCase("\"2025-10-09T08:53:20.000Z\"")]
    [TestCase("\"2025-10-09 10:53:20,000000000 +0200\"")]
    [TestCase("\"2025-10-09T08:53:20.000\\u005A\"")]
    public void Deserialize_TimeAsText_AllocatesNothing(string time) => Assert.That(
        AllocatedPerClick(new ClickEventSerde(ClickFields.All & ~ClickFields.Properties), Click260.Replace("1760000000123", time), 1_760_000_000_000),
        Is.Zero);

    [Test]
    public void Deserialize_WithProperties_AllocatesTheirBytesOnly() =>
        Assert.That(AllocatedPerClick(ClickEventSerde.Default), Is.GreaterThan(0).And.LessThanOrEqualTo(88));

    [Test]
    public void Serialize_IntoAReusedBuffer_AllocatesNothing()
    {
        var click = Read(Click260);
        var buffer = new ArrayBufferWriter<byte>(1024);
        Serde.Serialize(click, buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            buffer.ResetWrittenCount();
            Serde.Serialize(click, buffer);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Clicks_with_several_mutations_are_a_value_or_a_serde_exception()
    {
        byte[][] pieces =
        [
            "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "\""u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(), "\\"u8.ToArray(), "\\ud800"u8.ToArray(),
            "null"u8.ToArray(), "1e999"u8.ToArray(), "-"u8.ToArray(), "\"ts\":"u8.ToArray(), "\"user\":"u8.ToArray(),
            [0xFF], [0xC0, 0x80], [0], [.. Enumerable.Repeat((byte)'[', 20)], "\"0001-01-01T00:00:00+14:00\""u8.ToArray(),
        ];
        var mutation = Gen.Select(Gen.Int[0, Click260.Length], Gen.Int[0, 30], Gen.Int[0, pieces.Length - 1]);
        mutation.Array[1, 4].Sample(mutations =>
        {
            var json = Encoding.UTF8.GetBytes(Click260).ToList();
            foreach (var (at, removed, piece) in mutations)
            {
                var index = Math.Min(at, json.Count);
                json.RemoveRange(index, Math.Min(removed, json.Count - index));
                json.InsertRange(index, pieces[piece]);
            }

            ReadsOrRefuses([.. json]);
        });
    }

    private static long AllocatedPerClick(ClickEventSerde serde, string json = Click260, long timestampMs = 1_760_000_000_123)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var sum = serde.Deserialize(bytes).TimestampMs;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            sum += serde.Deserialize(bytes).TimestampMs;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(sum, Is.EqualTo(1_001 * timestampMs));
        return allocated / 1_000;
    }

    private ClickEvent Read(string json) => Serde.Deserialize(Encoding.UTF8.GetBytes(json));
}
