using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>Funnels in a running topology: events in, outcomes and counts out.</summary>
[TestFixture]
public sealed class FunnelTimelineTests
{
    private static FunnelDefinition<string, ClickEvent> Abc(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("A", static (_, click) => click.Name.Contains('A', StringComparison.Ordinal))
        .Step("B", static (_, click) => click.Name.Contains('B', StringComparison.Ordinal))
        .Step("C", static (_, click) => click.Name.Contains('C', StringComparison.Ordinal))
        .Within(TimeSpan.FromHours(1));

    [Test]
    public void The_best_chain_is_the_deepest_one_whatever_its_entry()
    {
        using var run = new FunnelRun(Abc);
        run.Pipe("ann 13:00 A", "ann 13:30 A", "ann 13:45 B", "ann 14:15 C");
        Assert.That(run.Outcomes(), Is.EqualTo(new[]
        {
            "ann 13:00",
            "ann 13:00 13:45",
            "ann 13:00 13:45 final",
            "ann 13:30 13:45 14:15",
        }));
        Assert.That(run.Counts(), Is.EqualTo("A 1 -> B 1 -> C 1"));

        run.Pipe("bob 14:30 X");
        Assert.That(run.Outcomes(), Is.Empty, "one hour after the entry is still in the window");
        run.Pipe("bob 14:31 X");
        Assert.That(run.Outcomes(), Is.EqualTo(new[] { "ann 13:30 13:45 14:15 final" }));
    }

    [Test]
    public void The_window_is_inclusive()
    {
        using var run = new FunnelRun(Abc);
        run.Pipe("ann 13:00 A", "ann 14:00 B", "bob 13:00 A");
        run.Pipe("bob 14:01 B");
        Assert.That(run.Counts(), Is.EqualTo("A 2 -> B 1 -> C 0"));
    }

    [Test]
    public void Foreign_events_between_steps_change_nothing()
    {
        using var run = new FunnelRun(Abc);
        run.Pipe("ann 13:00 A", "ann 13:01 X", "ann 13:02 C", "ann 13:03 B", "ann 13:04 A", "ann 13:05 C");
        Assert.That(run.Outcomes().Last(), Is.EqualTo("ann 13:00 13:03 13:05"));
    }

    [TestCase("A B C")]
    [TestCase("C B A")]
    [TestCase("B C A")]
    public void Equal_times_count_as_in_order_whatever_order_they_came_in(string order)
    {
        using var run = new FunnelRun(Abc);
        run.Pipe([.. order.Split(' ').Select(step => $"ann 13:00 {step}")]);
        Assert.That(run.Outcomes().Last(), Is.EqualTo("ann 13:00 13:00 13:00"));
    }

    [Test]
    public void One_event_fills_one_step()
    {
        using var run = new FunnelRun(Abc);
        run.Pipe("ann 13:00 ABC", "bob 13:00 ABC", "bob 13:00 ABC", "cid 13:00 ABC", "cid 13:00 ABC", "cid 13:00 ABC");
        Assert.That(run.Counts(), Is.EqualTo("A 3 -> B 2 -> C 1"));
    }

    [Test]
    public void An_outcome_is_final_once_stream_time_is_past_entry_window_and_grace()
    {
        using var run = new FunnelRun(funnel => Abc(funnel) with { GracePeriod = TimeSpan.FromMinutes(5) });
        run.Pipe("ann 13:00 A", "ann 13:10 B", "bob 14:05 X");
        Assert.That(run.Outcomes(), Is.EqualTo(new[] { "ann 13:00", "ann 13:00 13:10" }));
        run.Pipe("bob 14:06 X");
        Assert.That(run.Outcomes(), Is.EqualTo(new[] { "ann 13:00 13:10 final" }));

        // Stream time 14:06, so what was entered at 13:01 is still open, and what was entered before is not.
        run.Pipe("ann 13:59 C", "ann 13:00 A");
        Assert.That(run.Outcomes(), Is.Empty);
        Assert.That(run.Late(), Is.EqualTo(new[] { "ann 13:00 A, at 14:06" }));
        run.Pipe("ann 13:02 A");
        Assert.That(run.Outcomes(), Is.EqualTo(new[] { "ann 13:02 13:10 13:59" }));
    }

    [Test]
    public void A_late_event_is_counted_and_handed_out_and_foreign_ones_are_not()
    {
        using var run = new FunnelRun(Abc);
        run.Pipe("bob 14:01 X", "ann 13:01 A", "ann 13:00 A", "ann 13:00 X");
        Assert.That(run.Late(), Is.EqualTo(new[] { "ann 13:00 A, at 14:01" }));
        Assert.That(run.Driver.Metrics.Late, Is.EqualTo(1));
        Assert.That(run.Driver.Metrics.Processed, Is.EqualTo(3));
    }

    [Test]
    public void Out_of_order_events_lead_to_the_same_outcome()
    {
        using var run = new FunnelRun(funnel => Abc(funnel) with { GracePeriod = TimeSpan.FromHours(2) });
        run.Pipe("ann 14:15 C", "ann 13:45 B", "ann 13:30 A");
        Assert.That(run.Outcomes(), Is.EqualTo(new[] { "ann 13:30 13:45 14:15" }));
        run.Pipe("ann 13:40 B");
        Assert.That(run.Outcomes(), Is.EqualTo(new[] { "ann 13:30 13:40 14:15" }));
        run.Pipe("ann 13:20 A");
        Assert.That(run.Outcomes(), Is.EqualTo(new[] { "ann 13:20 13:40 14:15" }));
        run.Pipe("ann 13:14 A");
        Assert.That(run.Outcomes(), Is.Empty);
        Assert.That(run.Counts(), Is.EqualTo("A 1 -> B 1 -> C 1"));
    }

    [Test]
    public void Each_entity_counts_once_in_each_bucket_in_which_it_enters()
    {
        using var run = new FunnelRun(funnel => Abc(funnel) with { EntryBucket = TimeSpan.FromHours(1) });
        run.Pipe("ann 13:50 A", "ann 14:10 A", "ann 14:20 B", "ann 14:55 C", "bob 14:00 A", "bob 14:01 A");
        Assert.That(run.CountsByBucket(), Is.EqualTo(new[] { "13:00-14:00 A 1 -> B 1 -> C 0", "14:00-15:00 A 2 -> B 1 -> C 1" }));
        run.Pipe("zoe 17:00 X");
        Assert.That(run.Outcomes().Where(text => text.EndsWith("final", StringComparison.Ordinal)), Is.EquivalentTo(new[]
        {
            "ann 13:50 14:20 final", "bob 14:00 final", "ann 14:10 14:20 14:55 final",
        }));
    }

    [Test]
    public void Counts_over_several_partitions_are_one_total()
    {
        using var run = new FunnelRun(Abc, partitions: 4);
        for (var i = 0; i < 20; i++)
        {
            run.Pipe($"user{i} 13:00 A", $"user{i} 13:01 {(i < 7 ? "B" : "X")}");
        }

        Assert.That(run.Counts(), Is.EqualTo("A 20 -> B 7 -> C 0"));
    }

    [Test]
    public void An_entity_that_comes_back_after_a_restart_is_not_counted_again()
    {
        using var run = new FunnelRun(Abc);
        run.Pipe("ann 13:00 A", "ann 13:10 B");
        run.Pipe("zoe 20:00 X");
        run.Driver.Restart();
        run.Pipe("ann 20:00 A", "ann 20:10 B");
        Assert.That(run.Counts(), Is.EqualTo("A 1 -> B 1 -> C 0"));
        run.Driver.Restart();
        run.Pipe("ann 20:20 C");
        Assert.That(run.Counts(), Is.EqualTo("A 1 -> B 1 -> C 1"));
        Assert.That(run.Outcomes().Last(), Is.EqualTo("ann 20:00 20:10 20:20"));
    }

    [Test]
    public void Behind_a_change_of_keys_the_funnel_follows_the_new_key()
    {
        var builder = new TopologyBuilder();
        var funnel = builder.Stream("clicks", new Consumed<string, ClickEvent> { TimestampMsOf = click => click.TimestampMs })
            .SelectKey((_, click) => click.Page!, Serdes.Utf8)
            .Funnel("abc", Abc);
        funnel.Counts.To("counts");
        var topology = builder.Build();
        using var driver = new TopologyTestDriver(topology, new() { Partitions = 3 });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        var counts = driver.CreateOutputTopic("counts", FunnelBucket.Serde, FunnelCounts.Serde);
        clicks.Pipe("ann", FunnelRun.Click("ann", "13:00", "A") with { Page = "/1" }, 0);
        clicks.Pipe("bob", FunnelRun.Click("bob", "13:01", "B") with { Page = "/1" }, 0);
        Assert.That(counts.ReadAll().Last().Value.ToString(), Is.EqualTo("A 1 -> B 1 -> C 0"));
        Assert.That(topology.Describe(), Does.Contain("abc-repartition").And.Contain("abc-counts-repartition"));
    }

    [Test]
    public void A_funnel_whose_counts_are_not_asked_for_needs_no_topic()
    {
        var builder = new TopologyBuilder();
        builder.Stream("clicks", Serdes.Utf8, ClickEvent.Serde).Funnel("abc", Abc).Outcomes.To("outcomes");
        Assert.That(builder.Build().Describe(), Does.Not.Contain("repartition"));
    }

    [Test]
    public void One_event_too_many_is_guarded()
    {
        using var run = new FunnelRun(funnel => Abc(funnel) with { MaxEventsPerEntity = 2 });
        run.Pipe("ann 13:00 A", "ann 13:01 A", "ann 13:02 B", "bob 13:02 A", "ann 13:02 X");
        Assert.That(run.Driver.Metrics.Rejected, Is.EqualTo(1));
        Assert.That(run.Driver.Metrics.Processed, Is.EqualTo(4));
        Assert.That(run.Counts(), Is.EqualTo("A 2 -> B 0 -> C 0"));
        run.Pipe("ann 14:01 B");
        Assert.That(run.Counts(), Is.EqualTo("A 2 -> B 1 -> C 0"), "events that cannot matter any more make room");
    }
}
