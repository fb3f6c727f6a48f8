using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Processors;
using ClickstreamAnalysis.Tests.State;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>Events that a funnel with rules does not take, and the rows that it keeps. Values 1 and 2 are the steps, and 9 excludes.</summary>
[TestFixture]
public sealed class RuledReceiverTests
{
    [Test]
    public void A_row_is_kept_as_long_as_something_can_change_and_not_longer([Values] bool hasOutcomes)
    {
        var database = new MemoryStateDatabase();
        var task = new BareTask<string, int>(NodeOf(hasOutcomes), database);
        task.Process("ann", 1, 110);
        task.Process("ann", 2, 111);
        task.Commit();
        Assert.That(database.CountRows("funnel:rows"), Is.EqualTo(1));

        task.CloseEverything();
        Assert.That(database.CountRows("funnel:rows"), Is.Zero);
        Assert.That(database.CountRows("funnel:due"), Is.Zero);
    }

    [TestCase(1, 2)]
    [TestCase(2, 1)]
    public void A_sweep_closes_the_attempt_that_is_over_whichever_session_it_has(int earlier, int later)
    {
        var outcomes = new List<long>();
        var builder = new TopologyBuilder();
        builder.Stream("events", Serdes.Utf8, Serdes.Int32)
            .Funnel("funnel", funnel => (funnel with { GracePeriod = TimeSpan.FromMilliseconds(5), EntryBucket = TimeSpan.FromMilliseconds(1) })
                .Step("first", static (_, value) => value > 10).Step("second", static (_, value) => value < 10)
                .Within(TimeSpan.FromMilliseconds(10)).PerSession(static (_, value) => $"{value}"))
            .Outcomes.ForEach((_, outcome) => outcomes.AddRange(outcome.IsFinal ? [outcome.StepTimesMs[0]] : []));
        var task = new BareTask<string, int>(Node(builder), new MemoryStateDatabase());
        task.Process("ann", 10 + earlier, 100);
        task.Process("ann", 10 + later, 105);
        task.Process("bob", 11, 118);
        task.Sweep();
        Assert.That(outcomes, Is.EqualTo(new[] { 100L }));
    }

    [Test]
    public void An_attempt_from_its_first_entry_takes_later_ones_also_when_its_own_event_is_over()
    {
        var outcomes = new List<long>();
        var builder = new TopologyBuilder();
        builder.Stream("events", Serdes.Utf8, Serdes.Int32)
            .Funnel("funnel", static funnel => Define(funnel) with { EntryBucket = null, Entry = FunnelEntry.FirstEntry, Counting = FunnelCounting.Totals })
            .Outcomes.ForEach((key, outcome) => outcomes.AddRange(key == "ann" && outcome.IsFinal ? [outcome.StepTimesMs[0]] : []));
        var task = new BareTask<string, int>(Node(builder), new MemoryStateDatabase());
        task.Process("ann", 1, 100);
        task.Process("bob", 1, 118);
        task.Sweep();
        task.Process("ann", 1, 109);
        task.CloseEverything();
        Assert.That(outcomes, Is.EqualTo(new[] { 100L }));
        Assert.That(task.Late, Is.Zero);
    }

    [Test]
    public void Only_steps_are_counted_when_they_have_no_key_or_are_late()
    {
        var task = new BareTask<string, int>(NodeOf(hasOutcomes: true), new MemoryStateDatabase());
        task.Process(null!, 9, 100);
        Assert.That(task.Rejected, Is.Zero);
        task.Process(null!, 1, 100);
        Assert.That(task.Rejected, Is.EqualTo(1));

        task.Process("ann", 1, 500);
        task.Process("ann", 9, 100);
        Assert.That(task.Late, Is.Zero);
        task.Process("ann", 1, 100);
        Assert.That(task.Late, Is.EqualTo(1));
    }

    [Test]
    public void A_step_beyond_the_limit_of_events_is_rejected()
    {
        var task = new BareTask<string, int>(NodeOf(hasOutcomes: true, maxEvents: 2), new MemoryStateDatabase());
        task.Process("ann", 1, 100);
        task.Process("ann", 1, 101);
        Assert.That(task.Rejected, Is.Zero);
        task.Process("ann", 1, 102);
        Assert.That(task.Rejected, Is.EqualTo(1));
    }

    [Test]
    public void An_event_without_the_property_that_is_held_or_a_session_belongs_to_no_attempt([Values] bool isHeld)
    {
        var outcomes = new List<int>();
        var builder = new TopologyBuilder();
        builder.Stream("events", Serdes.Utf8, Serdes.Int32)
            .Funnel("funnel", funnel => isHeld ? Define(funnel).HoldConstant(static (_, _) => null) : Define(funnel).PerSession(static (_, _) => null))
            .Outcomes.ForEach((_, outcome) => outcomes.Add(outcome.StepsReached));
        var database = new MemoryStateDatabase();
        var task = new BareTask<string, int>(Node(builder), database);
        task.Process("ann", 1, 100);
        task.Process("ann", 2, 101);
        task.Commit();
        Assert.That(database.CountRows("funnel:rows"), Is.Zero);
        task.CloseEverything();
        Assert.That(outcomes, Is.Empty);
    }

    private static FunnelNode<string, int> NodeOf(bool hasOutcomes, int maxEvents = 100)
    {
        var builder = new TopologyBuilder();
        var funnel = builder.Stream("events", Serdes.Utf8, Serdes.Int32).Funnel("funnel", funnel => Define(funnel) with { MaxEventsPerEntity = maxEvents });
        if (hasOutcomes)
        {
            funnel.Outcomes.ForEach(static (_, _) => { });
        }

        return Node(builder);
    }

    private static FunnelDefinition<string, int> Define(FunnelDefinition<string, int> funnel) =>
        (funnel with { GracePeriod = TimeSpan.FromMilliseconds(5), EntryBucket = TimeSpan.FromMilliseconds(20) })
            .Step("first", static (_, value) => value == 1)
            .Step("second", static (_, value) => value == 2)
            .Exclude("x", static (_, value) => value == 9, "first", "second", ExclusionEffect.DropAttempt)
            .Within(TimeSpan.FromMilliseconds(10));

    private static FunnelNode<string, int> Node(TopologyBuilder builder) => builder.Build().SubTopologies[0].Nodes.OfType<FunnelNode<string, int>>().Single();
}
