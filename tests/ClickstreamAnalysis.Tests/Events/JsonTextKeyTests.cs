using System.Text;
using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Serialization;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>Keys that Kafka Connect wrote as JSON texts.</summary>
public sealed class JsonTextKeyTests : SerdeContract<string>
{
    private static readonly byte[] s_click = """{"user":"u","event":"view","ts":1772366400000}"""u8.ToArray();

    protected override ISerde<string> Serde => JsonTextSerde.Instance;

    protected override Gen<string> Values => TextGen.Any;

    [Test]
    public void A_key_that_Kafka_Connect_wrote_as_JSON_text_is_the_user()
    {
        var builder = new TopologyBuilder();
        var users = new List<string>();
        builder.Clicks("clicks", ClickKey.JsonText).Filter((user, _) =>
        {
            users.Add(user);
            return true;
        }).To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("clicks", Serdes.Bytes, Serdes.Bytes);

        input.Pipe("\"u\""u8.ToArray(), s_click);
        input.Pipe("\"\\u00fc 1\""u8.ToArray(), s_click);

        Assert.That(users, Is.EqualTo(new[] { "u", "ü 1" }));
        Assert.That(driver.CreateOutputTopic("out", Serdes.Utf8, ClickEvent.Serde).ReadAll().Select(record => record.Key), Is.EqualTo(new[] { "\"u\"", "\"ü 1\"" }));
    }

    [TestCase("u")]
    [TestCase("17")]
    [TestCase("")]
    [TestCase("\"u\" x")]
    [TestCase("\"u")]
    [TestCase("\"\\ud800\"")]
    [TestCase("{\"payload\":\"u\"}")]
    public void Another_key_is_bad(string key) =>
        Assert.That(Assert.Throws<SerdeException>(() => Serde.Deserialize(Encoding.UTF8.GetBytes(key)))!.Reason, Is.EqualTo("invalid-json"));

    [Test]
    public void A_known_key_allocates_nothing()
    {
        Serde.Deserialize("\"user-1234\""u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Serde.Deserialize("\"user-1234\""u8);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000));
    }
}
