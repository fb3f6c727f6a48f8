using System.Buffers;
using ClickstreamAnalysis.State.Databases.Memory;
using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>What the hot paths put on the heap: nothing.</summary>
[TestFixture, NonParallelizable]
public sealed class SessionAllocationTests
{
    // 720 bytes with the entry of the table and the results that the test keeps; a lane with its lists takes 456 more.
    private const int MostPerVisit = 900;
    private const int Events = 2_000;

    [Test]
    public void Events_in_order_that_extend_open_sessions_allocate_nothing([Values] bool withChanges)
    {
        var run = new SessionRun(new SessionWindows(), new MemoryStateDatabase(), withChanges: withChanges);
        var clicks = Enumerable.Range(0, 8).Select(i => new ClickEvent
        {
            User = $"user {i}",
            Name = "view",
            TimestampMs = 0,
            Page = $"/{i}",
            Referrer = "search",
            Campaign = "spring",
        }).ToArray();
        var timeMs = At("12:00");
        Send(Events);
        run.ChangeCollector.Records.EnsureCapacity(4 * Events);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(Events);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
        Assert.That(run.Changes, Has.Count.EqualTo(withChanges ? 2 * Events : 0), "the work was done, or saved");

        void Send(int events)
        {
            for (var i = 0; i < events; i++)
            {
                ref readonly var click = ref clicks[i % clicks.Length];
                run.Send(new Record<string, ClickEvent>(click.User, click, ++timeMs));
            }
        }
    }

    [Test]
    public void Events_in_order_that_are_split_at_midnight_allocate_nothing([Values] bool withChanges)
    {
        // The midnight comes before the events that are measured; afterwards all sessions are of one day.
        var allocated = Measure(new SessionWindows { SplitAtMidnight = LocalDaysTests.CentralEurope() }, splits: null, withChanges, stepMs: 10);
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Events_in_order_under_rules_by_value_allocate_nothing_in_the_steady_state([Values] bool withChanges)
    {
        var allocated = Measure(
            new SessionWindows { GracePeriod = TimeSpan.FromSeconds(1) },
            splits => splits.OnCampaign().OnReferrer("shop.example").Before(static click => click.Name == "login"),
            withChanges,
            stepMs: 100);
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Sessions_under_rules_by_value_take_over_the_room_of_closed_ones()
    {
        // Each event is a visit: all sessions before it are over.
        var allocated = Measure(
            new SessionWindows { GracePeriod = TimeSpan.FromSeconds(1) }, splits => splits.OnCampaign(), withChanges: false, stepMs: 3_600_000);
        Assert.That(allocated / Events, Is.LessThanOrEqualTo(MostPerVisit));
    }

    [Test]
    public void An_event_within_the_grace_period_takes_at_most_its_documented_memory_under_rules_by_value()
    {
        Assert.That(System.Runtime.CompilerServices.Unsafe.SizeOf<ClickstreamAnalysis.Sessions.Fragment<SessionFacts>>(), Is.LessThanOrEqualTo(128));
    }

    [Test]
    public void Facts_that_the_options_ask_for_allocate_only_when_they_change()
    {
        var allocated = Measure(
            new SessionWindows { Conversion = static click => click.Name == "buy", MaxExactPages = 64 }, splits: null, withChanges: true, stepMs: 1);
        Assert.That(allocated, Is.Zero, "neither a conversion nor a new page");
    }

    private static long Measure(
        SessionWindows options, Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>>? splits, bool withChanges, long stepMs)
    {
        var run = new SessionRun(options, new MemoryStateDatabase(), withChanges: withChanges, splits: splits);
        var clicks = Enumerable.Range(0, 8).Select(i => new ClickEvent
        {
            User = $"user {i}",
            Name = "view",
            TimestampMs = 0,
            Page = $"/{i}",
            Referrer = "https://shop.example/",
            Campaign = "spring",
        }).ToArray();
        var timeMs = new DateTimeOffset(2025, 6, 1, 21, 59, 40, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Send(Events + 500);
        run.ChangeCollector.Records.EnsureCapacity(4 * Events);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(Events);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(run.Changes, Has.Count.GreaterThanOrEqualTo(withChanges ? 2 * Events : 0), "the work was done, or saved");
        return allocated;

        void Send(int events)
        {
            for (var i = 0; i < events; i++)
            {
                ref readonly var click = ref clicks[i % clicks.Length];
                timeMs += stepMs;
                run.Send(new Record<string, ClickEvent>(click.User, click, timeMs));
            }
        }
    }

    [Test]
    public void Writing_sessions_and_changes_as_json_allocates_nothing()
    {
        var session = new Session<string, SessionFacts>
        {
            Key = "ann",
            Id = new(At("12:00"), 3),
            StartMs = At("12:00"),
            EndMs = At("12:30"),
            EventCount = 12,
            Revision = 14,
            Aggregate = new() { PageViews = 9, EntryPage = "/?a=1&b=2", ExitPage = "/cart", Referrer = "https://a.example/", Campaign = null },
        };
        var change = new SessionChange<string, SessionFacts>(SessionChangeKind.Merged, session, new SessionId(At("11:00")));
        var buffer = new ArrayBufferWriter<byte>(4096);
        Write(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(1_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Write(int times)
        {
            for (var i = 0; i < times; i++)
            {
                buffer.ResetWrittenCount();
                ClickSessions.Serde.Serialize(session, buffer);
                ClickSessions.ChangeSerde.Serialize(change, buffer);
            }
        }
    }
}
