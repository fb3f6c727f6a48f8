using System.Buffers;
using System.Text;
using System.Text.Json;
using ClickstreamAnalysis.Formats.Tests.Registry;
using ClickstreamAnalysis.Tests.Serialization;
using Confluent.Kafka;
using Confluent.SchemaRegistry;
using Confluent.SchemaRegistry.Serdes;
using CsCheck;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;

namespace ClickstreamAnalysis.Formats.Tests.Json;

/// <summary>JSON Schema serdes pass the contract of all serdes.</summary>
[TestFixture]
public sealed class JsonSchemaSerdeContractTests : SerdeContract<Purchase>
{
    private ScriptedRegistry? _server;
    private SchemaRegistrySession? _registry;
    private ISerde<Purchase>? _serde;

    protected override ISerde<Purchase> Serde => _serde!;

    protected override Gen<Purchase> Values =>
        Gen.Select(Gen.Int[0, 50], Gen.Double[0, 1000], Gen.Bool, static (user, price, hasNote) => new Purchase { User = $"ü{user}", Price = price, Note = hasNote ? "n" : null });

    [OneTimeSetUp]
    public async Task Prepare()
    {
        _server = ScriptedRegistry.With("");
        _registry = _server.Connect();
        _serde = JsonSchemaSerdes.Plain<Purchase>(_registry);
        await ((IPreparedSerde)_serde).PrepareAsync(new SerdeUse("topic", IsKey: false, SerdeAccess.Write), default);
    }

    [OneTimeTearDown]
    public void Close()
    {
        _registry?.Dispose();
        _server?.Dispose();
    }

    [Test]
    public void Random_bodies_are_a_value_or_a_serde_exception() =>
        Gen.Byte.Array[0, 200].Sample(body => ReadsOrRefuses([0, 0, 0, 0, 1, .. body]), iter: 20_000);

    protected override bool AreEqual(Purchase a, Purchase b) => a == b;
}

/// <summary>Confluent's serializers at the other end, and values that are refused.</summary>
public sealed class JsonSchemaSerdeTests
{
    private const string Strict = """{"type":"object","title":"Purchase","required":["User","Price"],"properties":{"User":{"type":"string","minLength":1},"Price":{"type":"number","minimum":0}}}""";

    [Test]
    public async Task What_Confluents_serializer_writes_is_read()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var bytes = await new JsonSerializer<Purchase>(registry.Client).SerializeAsync(
            new Purchase { User = "ann", Price = 3.5 }, new SerializationContext(MessageComponentType.Value, topic));

        Assert.That(await ReadAsync(JsonSchemaSerdes.Plain<Purchase>(registry), topic, bytes!), Is.EqualTo(new Purchase { User = "ann", Price = 3.5 }));
    }

    [Test]
    public async Task What_is_written_is_read_by_Confluents_deserializer()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var bytes = await WriteAsync(registry, topic, new Purchase { User = "ann", Price = 3.5, Note = "n" });

        var read = await new JsonDeserializer<Purchase>(registry.Client).DeserializeAsync(bytes, isNull: false, new SerializationContext(MessageComponentType.Value, topic));

        Assert.That(read, Is.EqualTo(new Purchase { User = "ann", Price = 3.5, Note = "n" }));
        Assert.That((await registry.Client.GetLatestSchemaAsync($"{topic}-value")).SchemaType, Is.EqualTo(SchemaType.Json));
    }

    [Test]
    public async Task Properties_that_the_type_does_not_have_are_skipped() =>
        Assert.That((await ReadBodyAsync("""{"User":"ann","New":{"a":[1]},"Price":1}""")).User, Is.EqualTo("ann"));

    [TestCase("", "invalid-json")]
    [TestCase("{", "invalid-json")]
    [TestCase("[]", "invalid-json")]
    [TestCase("""{"User":1}""", "invalid-json")]
    [TestCase("null", "null-value")]
    [TestCase("{} {}", "invalid-json")]
    public async Task A_body_that_is_not_a_value_is_refused(string json, string reason) =>
        Assert.That((await Assert.ThrowsAsync<SerdeException>(() => ReadBodyAsync(json)))!.Reason, Is.EqualTo(reason));

    [Test]
    public async Task Values_are_validated_when_the_options_say_so()
    {
        var options = new JsonSchemaOptions { Schema = Strict, Validates = true };
        var error = (await Assert.ThrowsAsync<SerdeException>(() => ReadBodyAsync("""{"User":"ann-secret","Price":-1}""", options)))!;
        Assert.That(error.Reason, Is.EqualTo("schema-violation"));
        Assert.That(error.Message, Does.Not.Contain("secret"));
        Assert.That((await ReadBodyAsync("""{"User":"ann","Price":1}""", options)).User, Is.EqualTo("ann"));
        Assert.That((await ReadBodyAsync("""{"User":"ann","Price":-1}""", options with { Validates = false })).Price, Is.EqualTo(-1));
    }

    [Test]
    public async Task A_text_that_is_no_schema_is_refused_at_once() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ReadBodyAsync("{}", new JsonSchemaOptions { Schema = "{" }));

    [Test]
    public async Task A_schema_that_is_not_registered_is_an_error_at_the_start()
    {
        using var registry = TestRegistry.Connect(new RegistryOptions { AutoRegister = false });
        var topic = TestRegistry.NewTopic();
        var error = await Assert.ThrowsAsync<StreamsException>(() => WriteAsync(registry, topic, new Purchase()));
        Assert.That(error!.Message, Does.Contain($"'{topic}-value'").And.Contain("AutoRegister"));
    }

    [Test]
    public void A_value_becomes_a_click()
    {
        using var registry = Unused();
        var options = new JsonSchemaOptions { Json = new JsonSerializerOptions(JsonSerializerDefaults.Web) };
        var serde = JsonSchemaClicks.From<Purchase>(registry, static purchase => new ClickEvent(purchase.User, "purchase", DateTimeOffset.UnixEpoch.AddDays(9_999)), options: options);

        Assert.That(serde.Deserialize(Frame("""{"user":"ann","price":2}""")).User, Is.EqualTo("ann"));
        Assert.That(Assert.Throws<SerdeException>(() => serde.Deserialize(Frame("{}")))!.Reason, Is.EqualTo("mapping"));
    }

    private static SchemaRegistrySession Unused() => SchemaRegistrySession.Connect(new SchemaRegistryConfig { Url = "http://localhost:1" });

    private static byte[] Frame(string json) => [0, 0, 0, 0, 1, .. Encoding.UTF8.GetBytes(json)];

    private static Task<Purchase> ReadBodyAsync(string json, JsonSchemaOptions? options = null)
    {
        using var registry = Unused();
        try
        {
            return Task.FromResult(JsonSchemaSerdes.Plain<Purchase>(registry, options).Deserialize(Frame(json)));
        }
        catch (Exception error) when (error is SerdeException or ArgumentException)
        {
            return Task.FromException<Purchase>(error);
        }
    }

    private static async Task<byte[]> WriteAsync(SchemaRegistrySession registry, string topic, Purchase purchase)
    {
        var serde = JsonSchemaSerdes.Plain<Purchase>(registry);
        await ((IPreparedSerde)serde).PrepareAsync(new SerdeUse(topic, IsKey: false, SerdeAccess.Write), default);
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(purchase, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
