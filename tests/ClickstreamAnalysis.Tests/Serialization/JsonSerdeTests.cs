using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Serialization;

public sealed record Basket(string Owner, long Items, double? Total);

[JsonSerializable(typeof(Basket))]
internal sealed partial class BasketContext : JsonSerializerContext;

[TestFixture]
public sealed class GeneratedJsonSerdeTests : SerdeContract<Basket>
{
    protected override ISerde<Basket> Serde { get; } = Serdes.Json(BasketContext.Default.Basket);

    protected override Gen<Basket> Values => JsonSerdeTests.Baskets;
}

[TestFixture]
public sealed class JsonSerdeTests : SerdeContract<Basket>
{
    internal static Gen<Basket> Baskets { get; } =
        Gen.Select(TextGen.Any, Gen.Long, Gen.Double[-1e9, 1e9].Select(d => d < 0 ? (double?)null : d), (o, i, t) => new Basket(o, i, t));

    protected override ISerde<Basket> Serde { get; } = Serdes.Json<Basket>();

    protected override Gen<Basket> Values => Baskets;

    [Test]
    public void Serialize_WithoutOptions_IsCamelCaseAndEscapesNoMoreThanNeeded() =>
        Assert.That(
            Encoding.UTF8.GetString(Write(new Basket("Zoë & co+", 1, 2))), Is.EqualTo("""{"owner":"Zoë & co+","items":1,"total":2}"""));

    [Test]
    public void Serialize_WithOptions_FollowsThem()
    {
        var serde = Serdes.Json<Basket>(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper });
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(new Basket("ë", 1, null), buffer);
        Assert.That(Encoding.UTF8.GetString(buffer.WrittenSpan), Is.EqualTo("""{"OWNER":"\u00EB","ITEMS":1,"TOTAL":null}"""));
    }

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"owner\":7}")]
    [TestCase("{\"owner\":\"\\ud800\"}")]
    [TestCase("{} {}")]
    public void Deserialize_OtherJson_IsRefused(string json) =>
        Assert.That(() => Serde.Deserialize(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<SerdeException>()
            .With.Property(nameof(SerdeException.Reason)).EqualTo("invalid-json"));

    [Test]
    public void Deserialize_WrongJson_DoesNotQuoteIt() =>
        Assert.That(() => Serde.Deserialize("{\"owner\":secret}"u8), Throws.TypeOf<SerdeException>()
            .With.Message.Not.Contains("secret").And.InnerException.Null);

    [Test]
    public void Deserialize_NullOfANullableNumber_IsNull() => Assert.That(Serdes.Json<int?>().Deserialize("null"u8), Is.Null);

    [Test]
    public void Serialize_ConverterThatSerialisesItself_WritesBoth()
    {
        var options = new JsonSerializerOptions { Converters = { new NestingConverter() } };
        var serde = Serdes.Json<Nested>(options);
        NestingConverter.Outer = serde;
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(new Nested(2), buffer);
        Assert.That(Encoding.UTF8.GetString(buffer.WrittenSpan), Is.EqualTo("[2,[1,[0]]]"));
    }

    [Test]
    public void Serialize_AgainAndAgain_AllocatesNoWriter()
    {
        var serde = Serdes.Json(BasketContext.Default.Basket);
        var basket = new Basket("someone", 3, 9.5);
        var buffer = new ArrayBufferWriter<byte>(256);
        serde.Serialize(basket, buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            buffer.ResetWrittenCount();
            serde.Serialize(basket, buffer);
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100, Is.LessThanOrEqualTo(64));
    }

    [Test]
    public void Serialize_ConverterThatThrows_LeavesTheSerdeUsable()
    {
        var serde = Serdes.Json<Nested>(new JsonSerializerOptions { Converters = { new NestingConverter() } });
        NestingConverter.Outer = serde;
        Assert.That(() => serde.Serialize(new Nested(-1), new ArrayBufferWriter<byte>()), Throws.TypeOf<NotSupportedException>());
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(new Nested(0), buffer);
        Assert.That(Encoding.UTF8.GetString(buffer.WrittenSpan), Is.EqualTo("[0]"));
    }

    private sealed record Nested(int Depth);

    private sealed class NestingConverter : JsonConverter<Nested>
    {
        public static ISerde<Nested>? Outer { get; set; }

        public override Nested Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Nested value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.Depth >= 0 ? value.Depth : throw new NotSupportedException());
            if (value.Depth > 0)
            {
                var inner = new ArrayBufferWriter<byte>();
                Outer!.Serialize(value with { Depth = value.Depth - 1 }, inner);
                writer.WriteRawValue(inner.WrittenSpan);
            }

            writer.WriteEndArray();
        }
    }
}
