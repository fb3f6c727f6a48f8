using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Avro.Types;
using ClickstreamAnalysis.Formats.Tests.Registry;
using ClickstreamAnalysis.Tests.Serialization;
using CsCheck;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

/// <summary>Avro serdes pass the contract of all serdes.</summary>
public abstract class AvroSerdeContract<T>(string schema) : SerdeContract<T>
{
    private ScriptedRegistry? _server;
    private SchemaRegistrySession? _registry;
    private ISerde<T>? _serde;

    protected override ISerde<T> Serde => _serde!;

    protected abstract ISerde<T> Create(SchemaRegistrySession registry);

    [OneTimeSetUp]
    public async Task Prepare()
    {
        _server = ScriptedRegistry.With(schema);
        _registry = _server.Connect();
        _serde = Create(_registry);
        await ((IPreparedSerde)_serde).PrepareAsync(new SerdeUse("topic", IsKey: false, SerdeAccess.Read | SerdeAccess.Write), default);
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

    [Test]
    public void Trailing_bytes_are_refused() =>
        Values.Sample(value => Assert.That(
            Assert.Throws<SerdeException>(() => Serde.Deserialize([.. Write(value), 0]))!.Reason, Is.EqualTo("trailing-bytes")));

    [Test]
    public void A_value_that_is_cut_off_is_refused() =>
        Values.Sample(value => Assert.That(
            Assert.Throws<SerdeException>(() => Serde.Deserialize(Write(value).AsSpan()[..^1]))!.Reason, Is.EqualTo("truncated").Or.EqualTo("invalid-avro").Or.EqualTo("frame-too-short")));
}

[TestFixture]
public sealed class SpecificSerdeContractTests() : AvroSerdeContract<Visit>(Visit.Text)
{
    protected override Gen<Visit> Values =>
        Gen.Select(Gen.String, Gen.String.Array[0, 5], Gen.String.Null(), static (user, pages, note) => new Visit { User = Clean(user), Pages = [.. pages.Select(Clean)], Note = note is null ? null : Clean(note) });

    protected override ISerde<Visit> Create(SchemaRegistrySession registry) => AvroSerdes.Specific<Visit>(registry);

    protected override bool AreEqual(Visit a, Visit b) => a.User == b.User && a.Note == b.Note && a.Pages.SequenceEqual(b.Pages);

    internal static string Clean(string text) => string.Concat(text.Where(static letter => !char.IsSurrogate(letter)));
}

[TestFixture]
public sealed class GenericSerdeContractTests() : AvroSerdeContract<GenericRecord>(Visit.Text)
{
    private static readonly RecordSchema s_schema = (RecordSchema)Schema.Parse(Visit.Text);

    protected override Gen<GenericRecord> Values => Gen.Select(Gen.String, Gen.String.Array[0, 5], static (user, pages) =>
    {
        var record = new GenericRecord(s_schema);
        record.Add("user", SpecificSerdeContractTests.Clean(user));
        record.Add("pages", Array.ConvertAll<string, object>(pages, SpecificSerdeContractTests.Clean));
        record.Add("note", null);
        return record;
    });

    protected override ISerde<GenericRecord> Create(SchemaRegistrySession registry) => AvroSerdes.Generic(registry, s_schema);
}

[TestFixture]
public sealed class PlainSerdeContractTests() : AvroSerdeContract<Order>(PlainSchema.Of(typeof(Order)))
{
    protected override Gen<Order> Values =>
        from id in Gen.String
        from ms in Gen.Long[0, 4_000_000_000_000]
        from state in Gen.Int[0, 2]
        from lines in Gen.Int[0, 100].List[0, 4]
        from rating in Gen.Double[0, 5].Nullable()
        from session in Gen.Guid
        from signature in Gen.Byte.Array[0, 20]
        select new Order(
            SpecificSerdeContractTests.Clean(id), DateTimeOffset.FromUnixTimeMilliseconds(ms), (OrderState)state,
            lines.ConvertAll(static count => new OrderLine($"i{count}", count)), lines.Distinct().ToDictionary(static count => $"{count}", static count => (long)count))
        {
            Rating = rating,
            Session = session,
            IsGift = state == 1,
            Signature = signature,
            Note = state == 0 ? null : "n",
        };

    protected override ISerde<Order> Create(SchemaRegistrySession registry) => AvroSerdes.Plain<Order>(registry);

    protected override bool AreEqual(Order a, Order b) =>
        a.Lines.SequenceEqual(b.Lines) && a.Counts.OrderBy(static pair => pair.Key).SequenceEqual(b.Counts.OrderBy(static pair => pair.Key)) && a.Signature.SequenceEqual(b.Signature)
        && a with { Lines = b.Lines, Counts = b.Counts, Signature = b.Signature } == b;
}

[TestFixture]
public sealed class ClickSerdeContractTests() : AvroSerdeContract<ClickEvent>(ClickstreamAnalysis.Avro.Clicks.ClickWriting.SchemaText)
{
    protected override Gen<ClickEvent> Values =>
        Gen.Select(Gen.Int[0, 50], Gen.Long[0, 4_000_000_000_000], Gen.String.Null(), static (user, ms, page) => new ClickEvent
        {
            User = $"u{user}",
            Name = "view",
            TimestampMs = ms,
            Page = page is null ? null : SpecificSerdeContractTests.Clean(page),
            Campaign = user == 1 ? "c" : null,
            Properties = user == 2 ? ClickProperties.From(("price", 3)) : default,
        });

    protected override ISerde<ClickEvent> Create(SchemaRegistrySession registry) => AvroClicks.From(registry);
}
