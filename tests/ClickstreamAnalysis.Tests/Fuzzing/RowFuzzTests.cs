using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Windows;

namespace ClickstreamAnalysis.Tests.Fuzzing;

/// <summary>Rows of the state and records of the changelogs and repartition topics.</summary>
[TestFixture]
public sealed class RowFuzzTests
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Test]
    public void Sessions_AreReadAndWrittenBackOrRefused()
    {
        var serde = new OpenSessionsSerde<SessionFacts>(SessionFactsSerde.Instance);
        var facts = new SessionFacts { PageViews = 3, EntryPage = "/a", ExitPage = "/é", Referrer = null, Campaign = "c" };
        var sessions = new OpenSessions<SessionFacts> { Splits = 2 };
        sessions.Insert(0) = new() { Id = new(1_760_000_000_500, 1), StartMs = 1_760_000_000_000, EndMs = 1_760_000_060_000, EventCount = 4, Revision = 9, Aggregate = facts };
        sessions.Insert(1) = new() { Id = new(1_760_000_100_000), StartMs = 1_760_000_100_000, EndMs = 1_760_000_100_000, EventCount = 1, Revision = 1 };
        Fuzz.Run(
            bytes => SerdeFuzz.Check(serde, bytes, static read =>
            {
                Assert.That(read.Count, Is.Positive);
                _ = read.FirstEndIndex;
                for (var i = 0; i < read.Count; i++)
                {
                    var session = read[i].Of("key", number: 0, judge: null);
                    _ = $"{session.Window} {session.Duration} {session.Id} {session.Aggregate}";
                }
            }),
            SerdeFuzz.Write(serde, sessions));
    }

    [Test]
    public void SplitSessions_AreReadAndWrittenBackOrRefused()
    {
        var serde = new SessionLanesSerde<SessionFacts>(SessionFactsSerde.WithExtras, isNumbered: true);
        var lanes = new SessionLanes<SessionFacts> { Ordinals = 3, Numbers = new() { Closed = 4, LastEndMs = 1_760_000_000_000 } };
        var lane = new SessionLane<SessionFacts>("é");
        lanes.Add(lane);
        var facts = new SessionFacts { PageViews = 3, EntryPage = "/a", Extras = new() { Conversions = 2, PageHashes = [1, 2, ulong.MaxValue], DistinctPages = 3 } };
        lane.Fragments.Add(new() { StartMs = 1_760_000_000_000, EndMs = 1_760_000_060_000, EventCount = 4, Texts = ["a", null], Aggregate = facts });
        lane.Fragments.Add(new() { StartMs = 1_760_000_061_000, EndMs = 1_760_000_061_000, EventCount = 1, Starts = true, Ends = true });
        lane.Sessions.Add(new() { Id = new(1_760_000_000_500, 1), StartMs = 1_760_000_000_000, EndMs = 1_760_000_061_000, FragmentCount = 2, EventCount = 5, Revision = 9 });
        Fuzz.Run(
            bytes => SerdeFuzz.Check(serde, bytes, static read =>
            {
                for (var next = 0; next < read.LaneCount; next++)
                {
                    var lane = read.LaneAt(next);
                    for (var i = 0; i < lane.Sessions.Count; i++)
                    {
                        var session = lane.Sessions[i].With(lane.Fragments[lane.FirstFragmentOf(i)].Aggregate).Of("key", read.NumberOf(in lane.Sessions[i], 1_000), judge: null);
                        _ = $"{session.Window} {session.Duration} {session.Id} {session.Aggregate}";
                    }
                }
            }),
            SerdeFuzz.Write(serde, lanes));
    }

    [Test]
    public void WindowsAndFunnels_AreReadAndWrittenBackOrRefused()
    {
        const int steps = 3;
        var windowsSerde = new OpenWindowsSerde<long>(Serdes.Int64);
        var windows = new OpenWindows<long>();
        windows.At(1_760_000_000_000).Value = 5;
        windows.At(1_760_000_060_000).Value = -1;
        var funnelSerde = new FunnelProgressSerde(steps);
        var progress = new FunnelProgress();
        progress.Attempts.Add(new(1_760_000_000_000, 2, []));
        progress.Attempts.Add(new(1_760_000_010_000, 2, [1_760_000_010_000, 1_760_000_020_000]));
        progress.Events.Add(1_760_000_010_000, 1);
        progress.Events.Add(1_760_000_020_000, 6);
        var numbers = new StepNumbersSerde(steps);
        Fuzz.Run(
            bytes =>
            {
                SerdeFuzz.Check(windowsSerde, bytes);
                SerdeFuzz.Check(numbers, bytes);
                SerdeFuzz.Check(funnelSerde, bytes, static read =>
                {
                    for (var i = 0; i < read.Events.Count; i++)
                    {
                        Assert.That(read.Events.StepsAt(i), Is.InRange(1, (1 << steps) - 1));
                    }
                });
            },
            SerdeFuzz.Write(windowsSerde, windows), SerdeFuzz.Write(funnelSerde, progress), SerdeFuzz.Write(numbers, [1, -2, 1L << 40]));
    }

    [Test]
    public void Keys_AreReadAndWrittenBackOrRefused()
    {
        var sessionKeys = new SessionKeySchema<string>(Serdes.Utf8);
        var windowKeys = new WindowKeySchema<string>(Serdes.Utf8);
        var windowed = new WindowedSerde<string>(Serdes.Utf8, TimeSpan.FromMinutes(1));
        Fuzz.Run(
            bytes =>
            {
                SerdeFuzz.Check(sessionKeys, bytes, static key => _ = key.ToString());
                SerdeFuzz.Check(windowKeys, bytes, static key => _ = key.ToString());
                SerdeFuzz.Check(windowed, bytes, static key => _ = key.ToString());
                SerdeFuzz.Check(Serdes.Int32, bytes);
                SerdeFuzz.Check(Serdes.Int64, bytes);
                SerdeFuzz.Check(Serdes.Double, bytes);
                SerdeFuzz.Check(Serdes.Bytes, bytes);
                AssertText(bytes);
                AssertFrame(bytes);
            },
            Frame(new RepartitionFrame(3, 1_760_000_000_000, IsQuiet: false, IsMarker: false, HasValue: true)),
            Frame(new RepartitionFrame(300, -1, IsQuiet: true, IsMarker: true, HasValue: false)),
            SerdeFuzz.Write(sessionKeys, new SessionKey<string>("anné", new(1_760_000_000_000, 1_760_000_060_000))),
            SerdeFuzz.Write(windowKeys, new WindowKey<string>("bob", 1_760_000_000_000)),
            SerdeFuzz.Write(windowed, new Windowed<string>("😀", 1_760_000_000_000, 1_760_000_060_000)));
    }

    private static byte[] Frame(RepartitionFrame frame)
    {
        var bytes = new ArrayBufferWriter<byte>();
        frame.Write(bytes, timestampMs: 1_760_000_000_007);
        return [.. bytes.WrittenSpan, .. "value"u8];
    }

    // Anybody can write to a repartition topic, so its frames are bytes from outside as well.
    private static void AssertFrame(byte[] bytes)
    {
        const long timestampMs = 1_760_000_000_007;
        if (RepartitionFrame.TryRead(bytes, timestampMs, out var frame, out var length))
        {
            Assert.That(length, Is.InRange(1, bytes.Length));
            Assert.That(frame.Upstream, Is.Not.Negative);
            Assert.That(RepartitionFrame.IsMarkerOf(bytes), Is.EqualTo(frame.IsMarker));
            Assert.That(RepartitionFrame.TryRead(Frame(frame), timestampMs, out var again, out _), Is.True);
            Assert.That(again, Is.EqualTo(frame with { StreamTimeMs = Math.Max(-1, frame.StreamTimeMs) }));
        }
    }

    private static void AssertText(byte[] bytes)
    {
        string? reference;
        try
        {
            reference = s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            reference = null;
        }

        Assert.That(SerdeFuzz.TryRead(Serdes.Utf8, bytes, out var text) ? text : null, Is.EqualTo(reference));
        Assert.That(reference is null || SerdeFuzz.Write(Serdes.Utf8, reference).AsSpan().SequenceEqual(bytes));
    }
}
