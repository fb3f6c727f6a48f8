using System.Text;
using System.Text.Unicode;
using ClickstreamAnalysis.Events;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>The quick reader gives the answer of the general one, or none.</summary>
[TestFixture]
public sealed class ClickScannerTests
{
    private const string Ordinary =
        """{"user":"u0000042","event":"view","ts":1760000000123,"page":"/catalogue/page-1234.html","referrer":null,"campaign":"autumn-sale","userAgent":"Firefox","properties":{"price":-19.99e+2,"tags":["a",{},[],[1,2]],"sale":true,"n":0}, "more" : [ false , null ] }""";

    private static readonly string[] s_pieces =
    [
        "{", "}", "[", "]", "\"", ",", ":", "\\", " ", "\n", "\\u0041", "\\ud800", "null", "true", "tru", "nul", "1", "0", "01", "-", "-0", "1.", ".5", "1e", "1E+5",
        "1e999", "\"ts\":", "\"user\":\"\",", "\"properties\":{},", "\"properties\":{\"a\":1},", "\"page\":", "\"x\":", "\u0001", "é", "\t", "/*c*/", "9999999999999999",
        "253402300799999", "253402300800000", "\"20251009T085320,5+0200\"", "\"0001-01-01\"", "\"2025-10-09T08:53:20Z\"", "{\"a\":", "[[[[[[[[[[[[[[[[[[",
    ];

    [Test]
    public void TryRead_OrdinaryClick_NeedsNoOtherReader()
    {
        var bytes = Encoding.UTF8.GetBytes(Ordinary);
        var scanner = new ClickScanner(bytes, ClickFields.All);
        Assert.That(scanner.TryRead(layout: null), Is.True);
        Assert.That(scanner.Click, Is.EqualTo(ClickEventSerde.Default.DeserializeUnusual(bytes)));
    }

    [Test]
    public void TryRead_TimeAsText_IsPartOfTheLayout()
    {
        var serde = new ClickEventSerde();
        for (var second = 0; second < 3; second++)
        {
            var bytes = Encoding.UTF8.GetBytes($$"""{"user":"a","event":"e","ts":"2025-10-09T08:53:2{{second}}Z"}""");
            Assert.That(new ClickScanner(bytes, ClickFields.All).TryRead(layout: null), Is.True);
            Assert.That(serde.Deserialize(bytes).TimestampMs, Is.EqualTo(1_760_000_000_000 + (second * 1_000)));
            SameAnswer.Assert(bytes, serde);
        }
    }

    [TestCase("""{"user":"\u0041","event":"e","ts":1}""")]
    [TestCase("""{"user":"a","event":"e","ts":1.5}""")]
    [TestCase("""{"user":"a","event":"e","ts":1,"x":[[[[[[[[[[1]]]]]]]]]]}""")]
    public void TryRead_UnusualClick_IsLeftToTheOther(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Assert.That(new ClickScanner(bytes, ClickFields.All).TryRead(layout: null), Is.False);
        Assert.That(ClickEventSerde.Default.Deserialize(bytes).Name, Is.EqualTo("e"));
    }

    [Test]
    public void Every_beginning_of_a_click_is_judged_alike()
    {
        var bytes = Encoding.UTF8.GetBytes(Ordinary);
        for (var length = 0; length <= bytes.Length; length++)
        {
            AssertSameAnswer(bytes[..length], ClickFields.All);
        }
    }

    [Test]
    public void Mutated_clicks_are_judged_alike() =>
        Gen.Select(
            Gen.Select(Gen.Int[0, Ordinary.Length], Gen.Int[0, 12], Gen.Int[0, s_pieces.Length - 1]).Array[1, 3],
            Gen.Int[0, 31]).Sample(
            (mutations, fields) =>
            {
                var json = Ordinary;
                foreach (var (at, removed, piece) in mutations)
                {
                    var index = Math.Min(at, json.Length);
                    json = json.Remove(index, Math.Min(removed, json.Length - index)).Insert(index, s_pieces[piece]);
                }

                AssertSameAnswer(Encoding.UTF8.GetBytes(json), (ClickFields)fields);
            },
            iter: 20_000);

    [Test]
    public void Clicks_with_a_changed_byte_are_judged_alike() =>
        Gen.Select(Gen.Int[0, Ordinary.Length - 1], Gen.Byte).Sample((at, with) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Ordinary);
            bytes[at] = with;
            if (Utf8.IsValid(bytes))
            {
                AssertSameAnswer(bytes, ClickFields.All);
            }
        });

    // Once without a known layout, once with those of these very bytes and of the click that they were made from.
    private static void AssertSameAnswer(byte[] bytes, ClickFields fields)
    {
        SameAnswer.Assert(bytes, new ClickEventSerde(fields));
        var taught = new ClickEventSerde(fields);
        taught.Deserialize(Encoding.UTF8.GetBytes(Ordinary));
        SameAnswer.Assert(bytes, taught);
        SameAnswer.Assert(bytes, taught);
    }
}
