using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>How much work events cost: how often one is taken from an entry, or looked at because of a tie.</summary>
[TestFixture]
public sealed class RuledWorkTests
{
    private const int Events = 2_000;
    private const int Steps = 3;

    // Steps × steps of one time, and one for the exclusion.
    private const int MostTies = (Steps * Steps) + 1;

    public enum Arrival
    {
        Ascending,
        Descending,
        Shuffled,
    }

    private static IEnumerable<TestCaseData> Rules =>
        from order in Enum.GetValues<FunnelOrder>()
        from entry in Enum.GetValues<FunnelEntry>()
        where order != FunnelOrder.AnyOrder || entry != FunnelEntry.LatestEntry
        from arrival in Enum.GetValues<Arrival>()
        from isLate in new[] { false, true }
        select new TestCaseData(order, entry, arrival, isLate);

    [TestCaseSource(nameof(Rules))]
    public void Different_events_of_one_time_cost_work_in_proportion_to_their_number(FunnelOrder order, FunnelEntry entry, Arrival arrival, bool isLate)
    {
        var run = Run(order, entry);
        Before(run);
        if (isLate)
        {
            run.Add(new(0, 0, 2_000, RuledFunnel.NoValue, 1, 0));
        }

        var before = run.Engine.Work;
        foreach (var value in Values(arrival))
        {
            run.Add(new(0, 0, 1_000, value, 1u << (value % Steps), Exclusions(order, value)));
        }

        TestContext.Out.WriteLine($"{(run.Engine.Work - before) / (double)Events:F1} an event");
        Assert.That(run.Progress.Events.Length, Is.LessThanOrEqualTo(MostTies + 12));

        // Each looks at the ties, and is taken with them and the events of other times at most by the ten entries and once to read the attempt.
        Assert.That(run.Engine.Work - before, Is.LessThanOrEqualTo(12 * (MostTies + 12) * Events));
    }

    [TestCaseSource(nameof(Rules))]
    public void Events_of_several_steps_and_one_time_cost_work_in_proportion_to_their_number(FunnelOrder order, FunnelEntry entry, Arrival arrival, bool isLate)
    {
        var run = Run(order, entry);
        if (isLate)
        {
            run.Add(new(0, 0, 2_000, RuledFunnel.NoValue, 1, 0));
        }

        foreach (var value in Values(arrival))
        {
            run.Add(new(0, 0, 1_000, value, (uint)(1 + (value % 7)), Exclusions(order, value)));
        }

        Assert.That(run.Progress.Events.Length, Is.LessThanOrEqualTo(MostTies + 1));
        Assert.That(run.Engine.Work, Is.LessThanOrEqualTo(6 * (MostTies + 1) * Events));
    }

    [Test]
    public void A_later_page_view_is_taken_by_no_other_entry()
    {
        var run = Run(FunnelOrder.Ordered, FunnelEntry.BestChain);
        for (var i = 0; i < Events; i++)
        {
            run.Add(new(0, 0, i, RuledFunnel.NoValue, 1, 0));
        }

        // Its own entry takes it, and the first one is read once.
        Assert.That(run.Engine.Work, Is.LessThanOrEqualTo(Events + 1));
    }

    [Test]
    public void An_event_out_of_order_costs_entries_only_the_events_after_it()
    {
        var run = Run(FunnelOrder.Ordered, FunnelEntry.BestChain);
        for (var i = 0; i < 500; i++)
        {
            run.Add(new(0, 0, i, RuledFunnel.NoValue, 1, 0));
        }

        run.Add(new(0, 0, 600, RuledFunnel.NoValue, 2, 0));
        run.Add(new(0, 0, 1_000, RuledFunnel.NoValue, 1, 0));

        // The cart at 600 is the latest event that changed the 500 entries, and there is one view after it.
        var before = run.Engine.Work;
        run.Add(new(0, 0, 700, RuledFunnel.NoValue, 4, 0));
        Assert.That(run.Engine.Work - before, Is.LessThanOrEqualTo((2 * 500) + 502));
    }

    [Test]
    public void A_view_out_of_order_costs_other_entries_nothing()
    {
        var run = Run(FunnelOrder.Ordered, FunnelEntry.BestChain);
        for (var i = 0; i < 500; i++)
        {
            run.Add(new(0, 0, i, RuledFunnel.NoValue, 1, 0));
            run.Add(new(0, 0, 1_000 + i, RuledFunnel.NoValue, 2, 0));
        }

        // Its entry takes the 500 carts after it, and the best attempt is read: 500 views, and the first cart.
        var before = run.Engine.Work;
        run.Add(new(0, 0, 700, RuledFunnel.NoValue, 1, 0));
        Assert.That(run.Engine.Work - before, Is.LessThanOrEqualTo(501 + 502));
    }

    /// <summary>Ten entries before the events of one time.</summary>
    private static void Before(RuledRun run)
    {
        for (var i = 0; i < 10; i++)
        {
            run.Add(new(0, 0, i, RuledFunnel.NoValue, 1, 0));
        }
    }

    private static uint Exclusions(FunnelOrder order, int value) =>
        order is FunnelOrder.AnyOrder or FunnelOrder.Consecutive || value % 5 != 0 ? 0u : 1u;

    private static int[] Values(Arrival arrival)
    {
        var values = Enumerable.Range(0, Events).ToArray();
        if (arrival == Arrival.Descending)
        {
            Array.Reverse(values);
        }
        else if (arrival == Arrival.Shuffled)
        {
            new Random(1).Shuffle(values);
        }

        return values;
    }

    private static RuledRun Run(FunnelOrder order, FunnelEntry entry) => new(new RuledFunnel(new FunnelRules(Steps, WindowMs: 10_000, GraceMs: 10_000, BucketMs: 0, MaxEvents: 2 * Events))
    {
        Order = order,
        Entry = entry,
        StepWindowsMs = [long.MaxValue, long.MaxValue, long.MaxValue],
        Exclusions = order is FunnelOrder.AnyOrder or FunnelOrder.Consecutive ? [] : [new(1, 2, ExclusionEffect.DropAttempt)],
        Values = Events,
    });
}
