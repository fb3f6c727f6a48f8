using System.Buffers;
using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>The rows of sessions under split rules, and rows that cannot be one.</summary>
[TestFixture]
public sealed class SessionLanesSerdeTests
{
    private static readonly SessionLanesSerde<long> s_serde = new(Serdes.Int64);
    private static readonly SessionLanesSerde<long> s_numbered = new(Serdes.Int64, isNumbered: true);

    [Test]
    public void A_row_read_back_is_the_row_written()
    {
        var lanes = new SessionLanes<long> { Ordinals = 3, Numbers = new() { Closed = 4, LastEndMs = 90 } };
        lanes.Add(Lane(null, Session(100, fragments: 2), Session(200, fragments: 1)));
        lanes.Add(Lane("é", Session(150, fragments: 3)));

        var bytes = Write(s_numbered, lanes);
        var read = s_numbered.Deserialize(bytes);

        Assert.That(SessionLanesSerde<long>.CountOf(bytes), Is.EqualTo(3));
        Assert.That((read.Count, read.LaneCount, read.Ordinals, read.Numbers!.Closed, read.Numbers.LastEndMs), Is.EqualTo((3, 2, 3, 4L, 90L)));
        Assert.That(Write(s_numbered, read), Is.EqualTo(bytes));
        foreach (var (lane, expected) in new[] { (read.LaneAt(0), lanes.LaneAt(0)), (read.LaneAt(1), lanes.LaneAt(1)) })
        {
            Assert.That(lane.Id, Is.EqualTo(expected.Id));
            for (var i = 0; i < expected.Sessions.Count; i++)
            {
                Assert.That(lane.Sessions[i].With(1L).Of("ann", number: 0, judge: null), Is.EqualTo(expected.Sessions[i].With(1L).Of("ann", number: 0, judge: null)));
            }

            for (var i = 0; i < expected.Fragments.Count; i++)
            {
                var (one, other) = (lane.Fragments[i], expected.Fragments[i]);
                Assert.That((one.StartMs, one.EndMs, one.EventCount, one.Starts, one.Ends), Is.EqualTo((other.StartMs, other.EndMs, other.EventCount, other.Starts, other.Ends)));
                Assert.That((one.Texts, one.Aggregate), Is.EqualTo((other.Texts, other.Aggregate)));
            }
        }
    }

    [Test]
    public void A_row_that_cannot_be_is_refused()
    {
        var lanes = new SessionLanes<long>();
        Assert.That(Reading(Write(s_serde, lanes)), Throws.TypeOf<SerdeException>(), "no sessions");

        lanes.Add(Lane("a", Session(100, fragments: 1)));
        var bytes = Write(s_serde, lanes);
        Assert.That(Reading(bytes), Throws.Nothing);
        bytes[1]++;
        Assert.That(Reading(bytes), Throws.TypeOf<SerdeException>(), "another number of sessions");

        lanes.Add(new SessionLane<long>("b"));
        Assert.That(Reading(Write(s_serde, lanes)), Throws.TypeOf<SerdeException>(), "a lane without sessions");

        lanes = new SessionLanes<long>();
        lanes.Add(Lane("a", Session(100, fragments: 0)));
        Assert.That(Reading(Write(s_serde, lanes)), Throws.TypeOf<SerdeException>(), "a session without fragments");

        lanes = new SessionLanes<long> { Numbers = new() };
        Assert.That(() => s_numbered.Deserialize(Write(s_numbered, lanes)), Throws.TypeOf<SerdeException>(), "neither sessions nor a number");
        lanes.Numbers.Closed = 1;
        Assert.That(() => s_numbered.Deserialize(Write(s_numbered, lanes)), Throws.Nothing);

        static Action Reading(byte[] bytes) => () => s_serde.Deserialize(bytes);
    }

    private static LaneSession<long> Session(long startMs, int fragments) => new()
    {
        Id = new SessionId(startMs + 1, 2),
        Revision = 5,
        FragmentCount = fragments,
        StartMs = startMs,
        EndMs = startMs + (10 * Math.Max(0, fragments - 1)),
        EventCount = fragments,
    };

    private static SessionLane<long> Lane(string? id, params LaneSession<long>[] sessions)
    {
        var lane = new SessionLane<long>(id);
        foreach (var session in sessions)
        {
            lane.Sessions.Add(in session);
            for (var i = 0; i < session.FragmentCount; i++)
            {
                var timeMs = session.StartMs + (10 * i);
                lane.Fragments.Add(new() { StartMs = timeMs, EndMs = timeMs, EventCount = 1, Starts = i == 0, Ends = i == 1, Texts = i == 2 ? ["a", null] : null, Aggregate = timeMs });
            }
        }

        return lane;
    }

    private static byte[] Write(SessionLanesSerde<long> serde, SessionLanes<long> lanes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(lanes, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
