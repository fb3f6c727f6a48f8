using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Processors;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>What an event in order may allocate in a funnel with an exclusion and a breakdown.</summary>
[TestFixture]
public sealed class RuledAllocationTests
{
    private const int Events = 20_000;

    [Test]
    public void A_foreign_event_allocates_nothing()
    {
        var task = Task();
        task.Process("ann", 1, 1000);
        task.Process("ann", 0, 1001);
        Assert.That(BytesOf(task, static _ => 0, stepMs: 0), Is.Zero);
    }

    [Test]
    public void A_step_event_that_changes_no_outcome_allocates_only_the_room_of_its_event()
    {
        // One entry, and then events of the second step: they replace no step that is taken. An event takes 40 bytes, and its list grows by doubling.
        var task = Task();
        task.Process("ann", 1, 0);
        task.Process("ann", 2, 1);
        for (var i = 0; i < 100; i++)
        {
            task.Process("ann", 2, 2 + i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 800; i++)
        {
            task.Process("ann", 2, 102 + i);
        }

        TestContext.Out.WriteLine($"{(GC.GetAllocatedBytesForCurrentThread() - before) / 800} bytes");
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 800, Is.LessThanOrEqualTo(100));
    }

    [Test]
    public void A_step_event_that_opens_and_closes_attempts_allocates_at_most_64_bytes()
    {
        // A window holds 50 entries, and each event closes one of the oldest.
        var task = Task();
        BytesOf(task, static i => i % 2 == 0 ? 1 : 2, stepMs: 10);
        var bytes = BytesOf(task, static i => i % 2 == 0 ? 1 : 2, stepMs: 10) / Events;
        TestContext.Out.WriteLine($"{bytes} bytes");
        Assert.That(bytes, Is.LessThanOrEqualTo(64));
    }

    [Test]
    public void A_visit_of_forty_events_reuses_the_room_of_the_visit_before()
    {
        // All events of a visit are within its window, and the next one begins after it.
        var task = Task();
        Visits(task, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Visits(task, 100);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        TestContext.Out.WriteLine($"{bytes} bytes a visit");
        Assert.That(bytes, Is.LessThanOrEqualTo(100));
    }

    private static void Visits(BareTask<string, int> task, int visits)
    {
        for (var visit = 0; visit < visits; visit++)
        {
            var startMs = Math.Max(0, task.Clock.StreamTimeMs) + 5_000;
            for (var i = 0; i < 40; i++)
            {
                task.Process("ann", i % 2 == 0 ? 1 : 2, startMs + i);
            }
        }
    }

    private static long BytesOf(BareTask<string, int> task, Func<int, int> maskOf, long stepMs)
    {
        var startMs = task.Clock.StreamTimeMs == long.MinValue ? 0 : Math.Max(0, task.Clock.StreamTimeMs);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= Events; i++)
        {
            task.Process("ann", maskOf(i), startMs + (i * stepMs));
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Three steps within one second; a value is the mask of the steps that the event belongs to, and 8 stands for the exclusion.</summary>
    private static BareTask<string, int> Task()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Int32).Funnel("funnel", static funnel => funnel
            .Step("A", static (_, mask) => (mask & 1) != 0)
            .Step("B", static (_, mask) => (mask & 2) != 0)
            .Step("C", static (_, mask) => (mask & 4) != 0)
            .Exclude("X", static (_, mask) => (mask & 8) != 0, after: "B", before: "C", ExclusionEffect.DropAttempt)
            .BreakDown(static (_, _) => "spring", ["spring", "summer"], BreakdownAttribution.First)
            .Within(TimeSpan.FromSeconds(1)));
        return new(builder.Build().SubTopologies[0].Nodes.OfType<FunnelNode<string, int>>().Single(), new MemoryStateDatabase());
    }
}
