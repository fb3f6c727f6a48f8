using ClickstreamAnalysis.Formats.Tests.Protobuf.Messages;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ClickstreamAnalysis.Formats.Tests.Protobuf;

/// <summary>Clicks from Protobuf messages.</summary>
public sealed class ProtobufClicksTests
{
    private static readonly ISerde<ClickEvent> s_serde = ProtobufClicks.From<PageView>(
        SchemaRegistrySession.Connect(new Confluent.SchemaRegistry.SchemaRegistryConfig { Url = "http://localhost:1" }), Map);

    private static ClickEvent Map(PageView view) => new(view.User, view.Event, view.Time.ToDateTimeOffset()) { Page = view.Page };

    [Test]
    public void A_message_becomes_a_click()
    {
        var click = s_serde.Deserialize(Click());
        Assert.That((click.User, click.Name, click.TimestampMs, click.Page), Is.EqualTo(("ann", "view", 1_760_000_000_000, "/products/17")));
    }

    [Test]
    public void A_message_that_the_function_cannot_map_is_a_bad_record() =>
        Assert.That(Assert.Throws<SerdeException>(() => s_serde.Deserialize([0, 0, 0, 0, 1, 0]))!.Reason, Is.EqualTo("mapping"));

    [Test]
    public void Clicks_cannot_be_written_without_a_function_for_it() =>
        Assert.That(
            () => ((IPreparedSerde)s_serde).PrepareAsync(new SerdeUse("topic", IsKey: false, SerdeAccess.Write), default),
            Throws.TypeOf<StreamsException>().With.Message.Contain("'topic'").And.Message.Contain("ProtobufClicks.From"));

    [Test]
    public void A_click_allocates_no_more_than_by_the_library()
    {
        var bytes = Click();
        var body = bytes[6..];
        s_serde.Deserialize(bytes);
        Map(PageView.Parser.ParseFrom(body));
        var ours = Allocated(() => s_serde.Deserialize(bytes));
        var library = Allocated(() => Map(PageView.Parser.ParseFrom(body)));
        var json = """{"user":"ann","event":"view","ts":1760000000000,"page":"/products/17"}"""u8.ToArray();
        ClickEvent.Serde.Deserialize(json);
        TestContext.Out.WriteLine($"bytes per click: {ours / 1_000.0} by the serde, {library / 1_000.0} by the library, {Allocated(() => ClickEvent.Serde.Deserialize(json)) / 1_000.0} from JSON");
        Assert.That(ours, Is.LessThanOrEqualTo(library));
    }

    private static byte[] Click() =>
    [
        0, 0, 0, 0, 1, 0,
        .. new PageView { User = "ann", Event = "view", Time = new Timestamp { Seconds = 1_760_000_000 }, Page = "/products/17" }.ToByteArray(),
    ];

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
