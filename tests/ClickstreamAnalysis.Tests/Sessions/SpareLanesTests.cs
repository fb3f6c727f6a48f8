using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>The room of closed sessions that waits for other keys, which must not hold the memory of a task.</summary>
[TestFixture]
public sealed class SpareLanesTests
{
    [Test]
    public void A_lane_is_reused_under_the_next_id()
    {
        var spare = new SpareLanes<string>();
        var lane = new SessionLane<string>("a");
        spare.Return(lane);
        Assert.That(spare.Take("b"), Is.SameAs(lane).And.Property("Id").EqualTo("b"));
        Assert.That(spare.Take("c"), Is.Not.SameAs(lane).And.Property("Id").EqualTo("c"));
    }

    [Test]
    public void A_lane_that_had_many_events_or_sessions_is_given_up([Values] bool hasManyEvents)
    {
        var spare = new SpareLanes<string>();
        var lane = new SessionLane<string>("a");
        for (var i = 0; i < 100; i++)
        {
            if (hasManyEvents)
            {
                lane.Fragments.Add(default);
            }
            else
            {
                lane.Sessions.Add(default);
            }
        }

        lane.Fragments.Clear();
        lane.Sessions.Clear();
        spare.Return(lane);
        Assert.That(spare.Take("a"), Is.Not.SameAs(lane));
    }

    [Test]
    public void The_number_of_lanes_that_wait_is_bounded()
    {
        var spare = new SpareLanes<string>();
        var lanes = Enumerable.Range(0, 2_000).Select(static _ => new SessionLane<string>("a")).ToHashSet();
        foreach (var lane in lanes)
        {
            spare.Return(lane);
        }

        Assert.That(Enumerable.Range(0, 2_000).Count(_ => lanes.Contains(spare.Take("b"))), Is.EqualTo(1_024));
    }
}
