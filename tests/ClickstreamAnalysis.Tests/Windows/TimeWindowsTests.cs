using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Windows;

namespace ClickstreamAnalysis.Tests.Windows;

[TestFixture]
public sealed class TimeWindowsTests
{
    [Test]
    public void Build_EverythingWrong_ReportsAllOfIt()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8);
        clicks.CountByWindow("a/b", TumblingWindows.Of(TimeSpan.Zero) with { GracePeriod = TimeSpan.FromSeconds(-1) }).Late.To("late");
        clicks.CountByWindow("b", HoppingWindows.Of(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        clicks.CountByWindow("c", HoppingWindows.Of(TimeSpan.FromDays(1), TimeSpan.FromSeconds(1)));
        clicks.CountByWindow("d", TumblingWindows.Of(TimeSpan.FromTicks(12_345)));
        clicks.Map((_, _) => (Guid.Empty, 1)).CountByWindow("e", TumblingWindows.Of(TimeSpan.FromSeconds(1)));

        var error = Assert.Throws<TopologyException>(() => builder.Build())!;
        string[] parts =
        [
            "longer than zero", "more than zero, and no more than the size", "grace of -00:00:01", "'a/b' cannot have this name", "'b' has windows of 00:00:01 that advance by 00:00:02",
            "more than 1000", "part of a millisecond", "'e' needs a serde for its keys, and the library knows none for Guid",
        ];
        foreach (var part in parts)
        {
            Assert.That(error.Mistakes, Has.Some.Contains(part), part);
        }
    }

    [Test]
    public void WindowedSerde_AnyKey_IsTheKeyAndTheStart()
    {
        var serde = new WindowedSerde<string>(Serdes.Utf8, TimeSpan.FromSeconds(10));
        var bytes = new ArrayBufferWriter<byte>();
        serde.Serialize(new("/p", 0x0102, 0x0102 + 10_000), bytes);
        Assert.That(bytes.WrittenSpan.ToArray(), Is.EqualTo(new byte[] { (byte)'/', (byte)'p', 0, 0, 0, 0, 0, 0, 1, 2 }));
        Assert.That(serde.Deserialize(bytes.WrittenSpan), Is.EqualTo(new Windowed<string>("/p", 0x0102, 0x0102 + 10_000)));
        Assert.That(() => serde.Deserialize([1, 2, 3]), Throws.TypeOf<SerdeException>());
    }

    [Test]
    public void Windowed_AsJson_HasItsLayout()
    {
        var serde = Serdes.Json<Windowed<string>>();
        var bytes = new ArrayBufferWriter<byte>();
        serde.Serialize(new("/p", 1000, 2000), bytes);
        Assert.That(Encoding.UTF8.GetString(bytes.WrittenSpan), Is.EqualTo("""{"key":"/p","start":1000,"end":2000}"""));
        Assert.That(serde.Deserialize(bytes.WrittenSpan), Is.EqualTo(new Windowed<string>("/p", 1000, 2000)));
    }

    [Test]
    public void Row_DamagedOrCutShort_IsRefused()
    {
        var windows = new OpenWindows<long>();
        windows.At(20).Value = 7;
        windows.At(10).Value = 300;
        var serde = new OpenWindowsSerde<long>(Serdes.Int64);
        var writer = new ArrayBufferWriter<byte>();
        serde.Serialize(windows, writer);
        var bytes = writer.WrittenSpan.ToArray();
        Assert.That(serde.Deserialize(bytes).All.ToArray().Select(window => (window.StartMs, window.Value)), Is.EqualTo(new[] { (10L, 300L), (20L, 7L) }));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(() => serde.Deserialize(bytes.AsSpan(0, length)), Throws.TypeOf<SerdeException>(), $"{length} bytes");
        }

        Assert.That(() => serde.Deserialize([2, .. bytes[1..]]), Throws.TypeOf<SerdeException>().With.Property("Reason").EqualTo("unknown-format"));
    }
}
