using System.Buffers;
using ClickstreamAnalysis.Formats.Tests.Protobuf.Messages;
using ClickstreamAnalysis.Formats.Tests.Registry;
using ClickstreamAnalysis.Tests.Serialization;
using Confluent.SchemaRegistry;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;

namespace ClickstreamAnalysis.Formats.Tests.Protobuf;

/// <summary>Protobuf serdes pass the contract of all serdes.</summary>
public abstract class ProtobufSerdeContract<T> : SerdeContract<T>
{
    private ScriptedRegistry? _server;
    private SchemaRegistrySession? _registry;
    private ISerde<T>? _serde;

    protected override ISerde<T> Serde => _serde!;

    protected abstract ISerde<T> Create(SchemaRegistrySession registry);

    [OneTimeSetUp]
    public async Task Prepare()
    {
        _server = ScriptedRegistry.With("");
        _registry = _server.Connect();
        _serde = Create(_registry);
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
        Gen.Byte.Array[0, 200].Sample(body => ReadsOrRefuses([0, 0, 0, 0, 1, 0, .. body]), iter: 20_000);

    [Test]
    public void Random_positions_are_a_value_or_a_serde_exception() =>
        Gen.Byte.Array[0, 20].Sample(body => ReadsOrRefuses([0, 0, 0, 0, 1, .. body]), iter: 20_000);
}

[TestFixture]
public sealed class MessageSerdeContractTests : ProtobufSerdeContract<PageView>
{
    protected override Gen<PageView> Values => Gen.Select(Gen.Int[0, 50], Gen.Long[0, 4_000_000_000], Gen.Int[0, 9].Array[0, 5], static (user, seconds, tags) => new PageView
    {
        User = $"ü{user}",
        Event = "view",
        Time = new Timestamp { Seconds = seconds },
        Tags = { tags.Select(static tag => $"t{tag}") },
        Counts = { tags.Distinct().Take(1).ToDictionary(static tag => $"{tag}", static tag => (long)tag) },
        Campaign = "c",
    });

    protected override ISerde<PageView> Create(SchemaRegistrySession registry) => ProtobufSerdes.Message<PageView>(registry);
}

[TestFixture]
public sealed class NestedMessageSerdeContractTests : ProtobufSerdeContract<Envelope.Types.Inner>
{
    protected override Gen<Envelope.Types.Inner> Values => Gen.Long.Select(static clicks => new Envelope.Types.Inner { Text = "t", Clicks = clicks });

    protected override ISerde<Envelope.Types.Inner> Create(SchemaRegistrySession registry) => ProtobufSerdes.Message<Envelope.Types.Inner>(registry);
}

/// <summary>The wire format, and changes of the schema.</summary>
public sealed class ProtobufSerdeTests
{
    private static readonly byte[] s_text = [10, 1, (byte)'x'];

    [Test]
    public async Task The_first_message_of_a_file_has_the_short_position() =>
        Assert.That(await WriteAsync(new PageView { User = "x" }), Is.EqualTo(new byte[] { 0, 0, 0, 0, 1, 0, 10, 1, (byte)'x' }));

    // Two levels: message 1 of the file, message 0 in it; zigzag makes 4, 2, 0 of 2, 1, 0.
    [Test]
    public async Task A_nested_message_has_an_index_for_each_level() =>
        Assert.That(await WriteAsync(new Envelope.Types.Inner { Text = "x" }), Is.EqualTo(new byte[] { 0, 0, 0, 0, 1, 4, 2, 0, 10, 1, (byte)'x' }));

    [Test]
    public void The_long_position_of_the_first_message_is_read() =>
        Assert.That(Read<PageView>([0, 0, 0, 0, 1, 2, 0, .. s_text]).User, Is.EqualTo("x"));

    [TestCase(new byte[] { 2, 2 }, "message-type")]
    [TestCase(new byte[] { 4, 2, 0 }, "message-type")]
    [TestCase(new byte[] { }, "invalid-message-index")]
    [TestCase(new byte[] { 4, 2 }, "invalid-message-index")]
    [TestCase(new byte[] { 1 }, "invalid-message-index")]
    [TestCase(new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0x0F }, "invalid-message-index")]
    [TestCase(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "invalid-message-index")]
    [TestCase(new byte[] { 0, 10, 9 }, "invalid-protobuf")]
    public void A_body_that_is_not_the_message_is_refused(byte[] body, string reason) =>
        Assert.That(Assert.Throws<SerdeException>(() => Read<PageView>([0, 0, 0, 0, 1, .. body]))!.Reason, Is.EqualTo(reason));

    [Test]
    public void A_nested_message_is_not_taken_for_another() =>
        Assert.That(Assert.Throws<SerdeException>(() => Read<Envelope.Types.Inner>([0, 0, 0, 0, 1, 0, .. s_text]))!.Reason, Is.EqualTo("message-type"));

    [Test]
    public async Task A_newer_reader_takes_what_it_knows_and_keeps_the_rest()
    {
        using var registry = TestRegistry.Connect(new RegistryOptions { AutoRegister = true });
        var topic = TestRegistry.NewTopic();
        var old = await WriteAsync(registry, topic, new PageView
        {
            User = "ann",
            Page = "/p",
            Tags = { "a", "b" },
            Counts = { ["n"] = 3 },
            Device = PageView.Types.Device.Phone,
            Referrer = "r",
            Time = new Timestamp { Seconds = 5 },
        });

        var read = await ReadAsync(ProtobufSerdes.Message<Messages.Later.PageView>(registry), TestRegistry.NewTopic(), old);

        Assert.That((read.User, read.Url, read.Counts["n"], read.Referrer, read.Time.Seconds, read.Country), Is.EqualTo(("ann", "/p", 3L, "r", 5L, "")));
        Assert.That(PageView.Parser.ParseFrom(read.ToByteArray()).Tags, Is.EqualTo(new[] { "a", "b" }), "removed fields are kept");
    }

    [Test]
    public async Task An_older_reader_keeps_fields_and_numbers_that_it_does_not_know()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var bytes = await WriteAsync(registry, topic, new Messages.Later.PageView { User = "ann", Url = "/p", Country = "de", Newsletter = "n", Device = Messages.Later.PageView.Types.Device.Watch });

        var read = await ReadAsync(ProtobufSerdes.Message<PageView>(registry), TestRegistry.NewTopic(), bytes);

        Assert.That((read.User, read.Page, (int)read.Device, read.SourceCase), Is.EqualTo(("ann", "/p", 2, PageView.SourceOneofCase.None)));
        Assert.That(Messages.Later.PageView.Parser.ParseFrom(read.ToByteArray()).Country, Is.EqualTo("de"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_real_registry_has_the_file_of_the_message(bool isKey)
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var serde = ProtobufSerdes.Message<PageView>(registry);
        await ((IPreparedSerde)serde).PrepareAsync(new SerdeUse(topic, isKey, SerdeAccess.Write), default);

        var latest = await registry.Client.GetLatestSchemaAsync($"{topic}-{(isKey ? "key" : "value")}");
        Assert.That(latest.SchemaType, Is.EqualTo(SchemaType.Protobuf));
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(new PageView { User = "x" }, buffer);
        Assert.That(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(buffer.WrittenSpan[1..]), Is.EqualTo(latest.Id));
    }

    [Test]
    public async Task A_schema_that_is_not_registered_is_an_error_at_the_start()
    {
        using var registry = TestRegistry.Connect(new RegistryOptions { AutoRegister = false, SubjectNames = SubjectNameStrategy.TopicRecord });
        var topic = TestRegistry.NewTopic();
        var error = await Assert.ThrowsAsync<StreamsException>(() => WriteAsync(registry, topic, new PageView()));
        Assert.That(error!.Message, Does.Contain($"'{topic}-shop.PageView'").And.Contain("AutoRegister"));
    }

    [Test]
    public void The_name_of_the_serde_has_no_schema() =>
        Assert.That(ProtobufSerdes.Message<Envelope.Types.Inner>(Unused()).Name, Is.EqualTo("protobuf of shop.Envelope.Inner"));

    private static SchemaRegistrySession Unused() => SchemaRegistrySession.Connect(new SchemaRegistryConfig { Url = "http://localhost:1" });

    private static T Read<T>(byte[] bytes)
        where T : class, IMessage<T>, new()
    {
        using var registry = Unused();
        return ProtobufSerdes.Message<T>(registry).Deserialize(bytes);
    }

    private static async Task<byte[]> WriteAsync<T>(T message)
        where T : class, IMessage<T>, new()
    {
        using var server = ScriptedRegistry.With("");
        using var registry = server.Connect();
        return await WriteAsync(registry, "topic", message);
    }

    private static async Task<byte[]> WriteAsync<T>(SchemaRegistrySession registry, string topic, T message)
        where T : class, IMessage<T>, new()
    {
        var serde = ProtobufSerdes.Message<T>(registry);
        await ((IPreparedSerde)serde).PrepareAsync(new SerdeUse(topic, IsKey: false, SerdeAccess.Write), default);
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(message, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
