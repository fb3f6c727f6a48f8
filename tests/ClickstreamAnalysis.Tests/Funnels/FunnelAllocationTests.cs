using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Processors;

namespace ClickstreamAnalysis.Tests.Funnels;

[TestFixture]
public sealed class FunnelAllocationTests
{
    private const int Events = 20_000;

    [Test]
    public void An_event_of_no_step_allocates_nothing_and_leaves_the_store_alone()
    {
        var table = new CountingKeys();
        var task = Task(table);
        task.Process("ann", 1, 1000);
        task.Process("ann", 0, 1001);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (late, keys) = (task.Late, table.Serialized);
        for (var i = 0; i < Events; i++)
        {
            task.Process("ann", 0, 2000 + i);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        task.Process("ann", 0, 1);
        task.Commit();
        Assert.That(table.Serialized, Is.EqualTo(keys + 1), "one row, of the first event");
        Assert.That(task.Late, Is.EqualTo(late), "an event of no step is never late");
    }

    [Test]
    public void In_order_events_that_change_no_outcome_allocate_next_to_nothing()
    {
        var task = Task(Serdes.Utf8);
        for (var i = 0; i < Events; i++)
        {
            task.Process("ann", i % 2 == 0 ? 1 : 2, i * 10L);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = Events; i < 2 * Events; i++)
        {
            task.Process("ann", i % 2 == 0 ? 1 : 2, i * 10L);
        }

        // The window holds a hundred events: their place is used over and over.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1024));
    }

    /// <summary>Three steps within one second; a value is the mask of the steps that the event belongs to.</summary>
    private static BareTask<string, int> Task(ISerde<string> keys)
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", keys, Serdes.Int32).Funnel("funnel", static funnel => funnel
            .Step("A", static (_, mask) => (mask & 1) != 0)
            .Step("B", static (_, mask) => (mask & 2) != 0)
            .Step("C", static (_, mask) => (mask & 4) != 0)
            .Within(TimeSpan.FromSeconds(1)));
        return new(builder.Build().SubTopologies[0].Nodes.OfType<FunnelNode<string, int>>().Single(), new MemoryStateDatabase());
    }

    private sealed class CountingKeys : ISerde<string>
    {
        public int Serialized { get; private set; }

        public string Deserialize(ReadOnlySpan<byte> bytes) => Serdes.Utf8.Deserialize(bytes);

        public void Serialize(in string value, System.Buffers.IBufferWriter<byte> destination)
        {
            Serialized++;
            Serdes.Utf8.Serialize(in value, destination);
        }
    }
}
