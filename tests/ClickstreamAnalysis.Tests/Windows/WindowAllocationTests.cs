using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Processors;
using ClickstreamAnalysis.Windows;

namespace ClickstreamAnalysis.Tests.Windows;

[TestFixture]
public sealed class WindowAllocationTests
{
    private const int Events = 50_000;

    [TestCase(60_000, 60_000)]
    [TestCase(60_000, 15_000)]
    public void Counting_a_hot_key_in_order_allocates_nothing(int sizeMs, int advanceMs)
    {
        var builder = new TopologyBuilder();
        var counts = builder.Stream("in", Serdes.Utf8, Serdes.Int32)
            .CountByWindow("counts", HoppingWindows.Of(TimeSpan.FromMilliseconds(sizeMs), TimeSpan.FromMilliseconds(advanceMs)));
        counts.Updates.ForEach(static _ => { });
        var closed = 0L;
        counts.Closed.ForEach(record => closed += record.Value);
        var task = new BareTask<string, int>(
            builder.Build().SubTopologies[0].Nodes.OfType<WindowNode<string, int, long>>().Single(), new MemoryStateDatabase());
        for (var i = 0; i < 10_000; i++)
        {
            task.Process("/", 0, i * 10L);
            task.Sweep();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 10_000; i < Events; i++)
        {
            task.Process("/", 0, i * 10L);
            task.Sweep();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        task.CloseEverything();
        Assert.That(closed, Is.EqualTo((long)Events * sizeMs / advanceMs));
    }
}
