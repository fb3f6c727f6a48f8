using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Processors;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>The budgets of an in-order event in the first phase of a global count, and the bounds of what a task holds between commits.</summary>
[NonParallelizable]
public sealed class TwoPhaseAllocationTests
{
    private const int Events = 50_000;

    private static readonly TimeWindows s_hours = TumblingWindows.Of(TimeSpan.FromHours(1));
    private static readonly string[] s_pages = [.. Enumerable.Range(0, 100).Select(i => $"/{i}")];

    [TestCase("count")]
    [TestCase("top")]
    [TestCase("distinct")]
    public void An_event_in_order_allocates_nothing(string aggregate)
    {
        var task = new BareTask<string, string>(FirstPhase(aggregate), new MemoryStateDatabase());
        for (var i = 0; i < 10_000; i++)
        {
            task.Process(s_pages[i % 100], s_pages[i % 100], i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 10_000; i < Events; i++)
        {
            task.Process(s_pages[i % 100], s_pages[i % 100], i);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Counts_of_too_many_keys_are_sent_before_the_commit_and_their_memory_is_reported()
    {
        var task = new BareTask<string, string>(FirstPhase("count"), new MemoryStateDatabase());
        for (var i = 0; i < 9_999; i++)
        {
            task.Process($"/{i}", "", 0);
        }

        Assert.That(task.ReportedBytes, Is.InRange(9_000 * 100, 10_000 * 200));
        Assert.That(task.Sent, Is.Zero);
        task.Process("/9999", "", 0);
        Assert.That(task.Sent, Is.EqualTo(10_000));
        Assert.That(task.ReportedBytes, Is.Zero);
        task.Process("/10000", "", 0);
        task.Commit();
        Assert.That(task.Sent, Is.EqualTo(10_001));
        Assert.That(task.ReportedBytes, Is.Zero);
    }

    [Test]
    public void Sketches_that_grow_large_are_sent_before_the_commit()
    {
        var task = new BareTask<string, string>(FirstPhase("distinct-by-page"), new MemoryStateDatabase());
        for (var i = 0; i < 1_600; i++)
        {
            for (var page = 0; page < 400; page++)
            {
                task.Process(s_pages[page % 100] + (page / 100), $"{i}", 0);
            }
        }

        // 400 dense sketches of 12 KiB would be more than 4 MiB.
        Assert.That(task.ReportedBytes, Is.LessThan(5 << 20));
    }

    [Test]
    public void A_closed_task_sends_nothing_and_gives_its_memory_back()
    {
        var task = new BareTask<string, string>(FirstPhase("count"), new MemoryStateDatabase());
        for (var i = 0; i < 5_000; i++)
        {
            task.Process($"/{i}", "", 0);
        }

        Assert.That(task.ReportedBytes, Is.Positive);
        task.Close();
        Assert.That((task.Sent, task.ReportedBytes), Is.EqualTo((0, 0)));
    }

    private static InputNode<string, string> FirstPhase(string aggregate)
    {
        var builder = new TopologyBuilder();
        var stream = builder.Stream("in", Serdes.Utf8, Serdes.Utf8);
        switch (aggregate)
        {
            case "count":
                stream.SelectKey((_, page) => page).CountByWindow("w", s_hours).Closed.ForEach((_, _) => { });
                break;
            case "top":
                stream.SelectKey((_, _) => "all").TopByWindow("w", s_hours, 10, page => page).Closed.ForEach((_, _) => { });
                break;
            case "distinct-by-page":
                stream.Map((page, user) => (page, user)).CountDistinctByWindow("w", s_hours, user => user).Closed.ForEach((_, _) => { });
                break;
            default:
                stream.SelectKey((_, _) => "all").CountDistinctByWindow("w", s_hours, page => page).Closed.ForEach((_, _) => { });
                break;
        }

        return builder.Build().SubTopologies[0].Nodes.OfType<InputNode<string, string>>().Single(node => node.Name == "w-partials");
    }
}
