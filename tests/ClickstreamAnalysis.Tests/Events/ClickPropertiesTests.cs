using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Tests.Serialization;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

[TestFixture]
public sealed class ClickPropertiesTests
{
    private static readonly ClickProperties s_some = ClickProperties.Parse(
        """{"price":19.5,"brand":"aqua","sale":true,"no":false,"none":null,"sub":{"price":1,"hidden":"x"},"price":20,"half":"\ud800","huge":1e999}"""u8);

    [Test]
    public void TryGet_EachType_GivesTheValueOfThatTypeOnly()
    {
        Assert.That(s_some.TryGetString("brand", out var brand), Is.True);
        Assert.That(brand, Is.EqualTo("aqua"));
        Assert.That(s_some.TryGetBoolean("sale", out var sale), Is.True);
        Assert.That(sale, Is.True);
        Assert.That(s_some.TryGetBoolean("no", out var no), Is.True);
        Assert.That(no, Is.False);
        Assert.That(s_some.TryGetString("price", out _), Is.False);
        Assert.That(s_some.TryGetNumber("brand", out _), Is.False);
        Assert.That(s_some.TryGetBoolean("none", out _), Is.False);
        Assert.That(s_some.TryGetString("sub", out _), Is.False);
    }

    [Test]
    public void TryGetNumber_NameTwice_GivesTheLast()
    {
        Assert.That(s_some.TryGetNumber("price", out var price), Is.True);
        Assert.That(price, Is.EqualTo(20));
    }

    [TestCase("hidden")]
    [TestCase("Brand")]
    [TestCase("")]
    public void TryGetString_NoSuchMember_IsFalse(string name) => Assert.That(s_some.TryGetString(name, out _), Is.False);

    [Test]
    public void TryGetString_HalfASurrogatePair_IsFalse() => Assert.That(s_some.TryGetString("half", out _), Is.False);

    [TestCase("\\ud800")]
    [TestCase("\\udc00\\ud800")]
    [TestCase("x\\ud83d")]
    [TestCase("\\ud83d\\n\\ude00")]
    public void TryGet_AnotherNameIsHalfASurrogatePair_IsFoundAllTheSame(string half)
    {
        var properties = $$"""{"{{half}}":1,"n\u0061me":"x","\ud83d\ude00":true}""";
        var click = ClickEvent.Serde.Deserialize(Encoding.UTF8.GetBytes($$"""{"user":"u","event":"e","ts":1,"properties":{{properties}}}"""));
        Assert.That(click.Properties.TryGetString("name", out var name) ? name : null, Is.EqualTo("x"));
        Assert.That(click.Properties.TryGetBoolean("😀", out var face) && face, Is.True);
        Assert.That(click.Properties.TryGetNumber("absent", out _), Is.False);
    }

    [Test]
    public void Parse_AsDeepAsCanBe_IsReadBackWithItsClick()
    {
        static byte[] Nested(int levels) => Encoding.UTF8.GetBytes("{\"a\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}");
        var click = new ClickEvent { User = "u", Name = "e", TimestampMs = 1, Properties = ClickProperties.Parse(Nested(15)) };
        var bytes = new ArrayBufferWriter<byte>();
        ClickEvent.Serde.Serialize(click, bytes);
        Assert.That(ClickEvent.Serde.Deserialize(bytes.WrittenSpan), Is.EqualTo(click));
        Assert.That(() => ClickProperties.Parse(Nested(16)), Throws.TypeOf<FormatException>());
    }

    [Test]
    public void TryGetNumber_TooLarge_IsFalse() => Assert.That(s_some.TryGetNumber("huge", out _), Is.False);

    [Test]
    public void Default_IsEmptyAndHasNoMember()
    {
        ClickProperties none = default;
        Assert.That(none.IsEmpty, Is.True);
        Assert.That(none.TryGetString("x", out _), Is.False);
        Assert.That(none.ToString(), Is.EqualTo("{}"));
        Assert.That(none, Is.EqualTo(ClickProperties.Parse(" { } "u8)));
        Assert.That(none, Is.EqualTo(ClickProperties.From()));
    }

    [Test]
    public void Equals_ComparesBytes()
    {
        var same = ClickProperties.From(("a", 1));
        Assert.That(same == ClickProperties.Parse("""{"a":1}"""u8), Is.True);
        Assert.That(same.GetHashCode(), Is.EqualTo(ClickProperties.Parse("""{"a":1}"""u8).GetHashCode()));
        Assert.That(same != ClickProperties.Parse("""{"a": 1}"""u8), Is.True);
    }

    [Test]
    public void From_EachType_IsFoundAgain() =>
        Gen.Select(TextGen.Any, Gen.Double[-1e9, 1e9], Gen.Bool, Gen.Long[-(1L << 53), 1L << 53]).Sample((text, number, boolean, integer) =>
        {
            var properties = ClickProperties.From(("t", text), ("n", number), ("b", boolean), ("i", integer), ("m", 1.5m), ("z", null));
            return properties.TryGetString("t", out var t) && t == text
                && properties.TryGetNumber("n", out var n) && n == number
                && properties.TryGetBoolean("b", out var b) && b == boolean
                && properties.TryGetNumber("i", out var i) && i == integer
                && properties.TryGetNumber("m", out var m) && m == 1.5;
        });

    [Test]
    public void From_OtherType_IsRefused() =>
        Assert.That(() => ClickProperties.From(("when", DateTimeOffset.UnixEpoch)), Throws.ArgumentException);

    [Test]
    public void From_NumberThatIsNone_IsRefused() =>
        Assert.That(() => ClickProperties.From(("n", double.NaN)), Throws.ArgumentException);

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"a\":1")]
    [TestCase("{} {}")]
    [TestCase("{\"a\":secret}")]
    public void Parse_AnythingElse_IsRefusedWithoutQuotingIt(string json) =>
        Assert.That(
            () => ClickProperties.Parse(Encoding.UTF8.GetBytes(json)),
            Throws.TypeOf<FormatException>().With.Message.Not.Contains("secret").And.InnerException.Null);
}
