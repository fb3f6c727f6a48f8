using System.Buffers;
using System.Text;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Answers;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

[TestFixture]
internal sealed class FunnelCountsJsonTests
{
    [Test]
    public void Counts_WithTimesByValue_HaveThemInTotalAndByStep()
    {
        const string Times = """{"count":2,"sumMs":12,"cells":[5,1,7,1]}""";
        var value = Write($$"""
            {"type":"funnel","steps":[{"name":"a","users":3},{"name":"b","users":2,"time":{{Times}}}],"timeToConvert":{{Times}},
            "breakdown":[{"value":"red","users":[2,2],"times":[null,{{Times}}],"timeToConvert":{{Times}}},{"value":"(none)","users":[1,0]}]}
            """).GetProperty("breakdown");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(value[0].GetProperty("timeToConvert").GetProperty("averageMs").GetDouble(), Is.EqualTo(6));
            Assert.That(value[0].GetProperty("steps")[1].GetProperty("timeFromPrevious").GetProperty("count").GetInt64(), Is.EqualTo(2));
            Assert.That(value[0].GetProperty("steps")[0].TryGetProperty("timeFromPrevious", out _), Is.False);
            Assert.That(value[1].TryGetProperty("timeToConvert", out _), Is.False);
        }
    }

    private static JsonElement Write(string counts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            ValueWriter.Counts(writer, FunnelCounts.Serde.Deserialize(Encoding.UTF8.GetBytes(counts)));
        }

        return JsonDocument.Parse(bytes.WrittenMemory).RootElement;
    }
}
