using System.Buffers;
using System.Text;
using System.Text.Json;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Replay;

namespace ClickstreamAnalysis.Tests.Fuzzing;

/// <summary>What the sample reads: files of clicks, and durations of its command line.</summary>
[TestFixture]
public sealed class CsvFuzzTests
{
    [Test]
    public void Files_GiveEveryLineOrAreRefused() => Fuzz.Run(
        AssertReadable,
        Fuzz.Texts(
            "uuid,timestamp,url\na,2014-01-07T00:00:15,\"x\ny\"\"z\"\r\nb,2014-01-07T00:00:16,/u\n\nnonsense\nc,2014-01-07T00:00:17,\"open\n",
            "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n2019-10-01 00:00:01 UTC,view,44600062,21038,appliances.kitchen,é,35.79,541312140,72d76fde\n",
            "user_id,event_type,event_time\nu,cart,2019-10-01 00:00:01 UTC\n,,\n\u007F,\u007F,\u007F\n"));

    [Test]
    public void Durations_AreReadBackOrRefused() => Fuzz.Run(
        static bytes =>
        {
            if (Duration.TryParse(Encoding.UTF8.GetString(bytes), out var duration))
            {
                Assert.That(duration, Is.InRange(TimeSpan.Zero, TimeSpan.FromDays(36_500)));
                Assert.That(Duration.TryParse(Duration.Format(duration), out _), Is.True);
            }
        },
        Fuzz.Texts("30min", "1h30min", "1.5h", "00:30:00", "500ms", " 10 s ", "1.02:03:04", "0"));

    private static void AssertReadable(byte[] bytes)
    {
        List<string> names;
        var raws = new List<string>();
        try
        {
            using var records = new CsvRecords(new MemoryStream(bytes), "clicks.csv");
            names = records.ReadNames();
            using var row = LayoutOf(names) is { } layout ? new ClickRow(layout) : null;
            while (records.TryRead(out var isWhole))
            {
                Assert.That(!isWhole || records.Fields.Count == names.Count, Is.True);
                raws.AddRange(records.Raw.ToString().Split('\n'));
                if (isWhole && row is not null)
                {
                    var json = new ArrayBufferWriter<byte>();
                    row.Write(records.Fields, json);
                    SerdeFuzz.TryRead(ClickEvent.Serde, json.WrittenSpan, out _);
                    using var reference = JsonDocument.Parse(json.WrittenMemory);
                }
            }
        }
        catch (ReplayException)
        {
            return;
        }

        // No line vanishes, whatever is in it. The first is the names, and can span lines itself.
        if (names.Count > 0)
        {
            var lines = Encoding.Latin1.GetString(bytes).Replace("\r\n", "\n").Replace('\r', '\n').Split('\n').Where(static line => line.Length > 0).ToArray();
            var read = raws.Where(static line => line.Length > 0).ToArray();
            Assert.That(read, Is.EqualTo(lines[^read.Length..]));
            Assert.That(names.Sum(static name => name.Count(static c => c == '\n')) + 1 + read.Length, Is.GreaterThanOrEqualTo(lines.Length));
        }
    }

    private static ClickLayout? LayoutOf(List<string> names)
    {
        try
        {
            return ClickLayout.Of(names);
        }
        catch (ReplayException)
        {
            return null;
        }
    }
}
