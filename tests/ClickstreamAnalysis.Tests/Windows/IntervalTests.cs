using System.Buffers;
using System.Text;

namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>The two intervals of the library: a window that does not contain its end, and a session that does.</summary>
[TestFixture]
public sealed class IntervalTests
{
    private static readonly DateTimeOffset s_noon = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void TimeWindow_ContainsItsStartAndNotItsEnd()
    {
        var window = new TimeWindow(s_noon.ToOffset(TimeSpan.FromHours(2)), s_noon.AddMinutes(10));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((window.Start, window.End, window.Duration), Is.EqualTo((s_noon, s_noon.AddMinutes(10), TimeSpan.FromMinutes(10))));
            Assert.That(window, Is.EqualTo(new TimeWindow(s_noon.ToUnixTimeMilliseconds(), s_noon.AddMinutes(10).ToUnixTimeMilliseconds())));
            Assert.That(window.Contains(s_noon), Is.True);
            Assert.That(window.Contains(window.EndMs - 1), Is.True);
            Assert.That(window.Contains(window.End), Is.False);
            Assert.That(new TimeWindow(5, 9).ToString(), Is.EqualTo("[5, 9)"));
            Assert.That(() => new TimeWindow(5, 5), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void SessionWindow_ContainsBothEnds()
    {
        var window = new SessionWindow(s_noon, s_noon.AddMinutes(10));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((window.Start, window.End, window.Duration), Is.EqualTo((s_noon, s_noon.AddMinutes(10), TimeSpan.FromMinutes(10))));
            Assert.That(window.Contains(s_noon), Is.True);
            Assert.That(window.Contains(window.End), Is.True);
            Assert.That(window.Contains(window.EndMs + 1), Is.False);
            Assert.That(new SessionWindow(5, 5).Duration, Is.EqualTo(TimeSpan.Zero));
            Assert.That(() => new SessionWindow(5, 4), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Intervals_AsJson_HaveTheirLayout()
    {
        using (Assert.EnterMultipleScope())
        {
            AssertJson(new TimeWindow(1, 2), """{"start":1,"end":2}""");
            AssertJson(new SessionWindow(1, 1), """{"start":1,"end":1}""");
            AssertJson(new Windowed<int>(7, 1, 2), """{"key":7,"start":1,"end":2}""");
            AssertJson(
                new Session<string, long> { Key = "ann", Id = new(7, 2), StartMs = 7, EndMs = 9, EventCount = 3, Revision = 4, Aggregate = 5 },
                """{"key":"ann","id":"7-2","start":7,"end":9,"eventCount":3,"revision":4,"aggregate":5}""");
        }
    }

    [Test]
    public void Results_SayTheirTimesAsTimesToo()
    {
        var noonMs = s_noon.ToUnixTimeMilliseconds();
        var session = new Session<string, int> { Key = "ann", Id = new(noonMs), StartMs = noonMs, EndMs = noonMs + 1000, EventCount = 2, Revision = 2, Aggregate = 0 };
        var outcome = new FunnelOutcome(FunnelBucket.AllTime, 3, [noonMs, noonMs + 1000], isFinal: false);
        var late = new LateRecord<int>(0, noonMs, noonMs + 1000, LateReasons.WindowClosed);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((session.Start, session.End, session.Window), Is.EqualTo((s_noon, s_noon.AddSeconds(1), new SessionWindow(s_noon, s_noon.AddSeconds(1)))));
            Assert.That(session.Id.Opened, Is.EqualTo(s_noon));
            Assert.That(outcome.EntryTime, Is.EqualTo(s_noon));
            Assert.That(outcome.StepTimes, Is.EqualTo(new[] { s_noon, s_noon.AddSeconds(1) }));
            Assert.That((late.Time, late.StreamTime), Is.EqualTo((s_noon, s_noon.AddSeconds(1))));
            Assert.That(new Record<string, int>("ann", 1, noonMs).Time, Is.EqualTo(s_noon));
            Assert.That(new Windowed<string>("/", new TimeWindow(s_noon, s_noon.AddHours(1))).End, Is.EqualTo(s_noon.AddHours(1)));
            Assert.That(FunnelBucket.AllTime.Window, Is.Null);
            Assert.That(new FunnelBucket(new TimeWindow(0, 5)).Window, Is.EqualTo(new TimeWindow(0, 5)));
        }
    }

    [Test]
    public void WindowedSerde_WindowOfAnotherSize_IsRefusedRatherThanReadBackWrong() =>
        Assert.That(
            () => new WindowedSerde<string>(Serdes.Utf8, TimeSpan.FromSeconds(1)).Serialize(new("/", 0, 60_000), new ArrayBufferWriter<byte>()),
            Throws.TypeOf<SerdeException>().With.Property("Reason").EqualTo("wrong-window-size").And.Message.Contains("1000 ms"));

    private static void AssertJson<T>(T value, string json)
    {
        var serde = Serdes.Json<T>();
        var bytes = new ArrayBufferWriter<byte>();
        serde.Serialize(value, bytes);
        Assert.That(Encoding.UTF8.GetString(bytes.WrittenSpan), Is.EqualTo(json));
        Assert.That(serde.Deserialize(bytes.WrittenSpan), Is.EqualTo(value));
    }
}
