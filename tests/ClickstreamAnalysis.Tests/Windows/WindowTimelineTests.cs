using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>Windows in a running topology. Times are seconds.</summary>
[TestFixture]
public sealed class WindowTimelineTests
{
    private static readonly TimeWindows s_tens = TumblingWindows.Of(TimeSpan.FromSeconds(10));

    [Test]
    public void A_window_contains_its_start_and_not_its_end()
    {
        using var run = new Run(s_tens);
        run.Pipe("a 10", "a 19.999", "a 20");
        Assert.That(run.Updates(), Is.EqualTo(new[] { "a [10,20) 2 @19.999", "a [20,30) 1 @20" }));
    }

    [Test]
    public void A_window_closes_when_stream_time_reaches_its_end_and_grace()
    {
        using var run = new Run(s_tens with { GracePeriod = TimeSpan.FromSeconds(5) });
        run.Pipe("a 11", "b 24.999");
        Assert.That(run.Closed(), Is.Empty, "a millisecond before end + grace it is open");
        run.Pipe("a 12");
        run.Pipe("b 25");
        Assert.That(run.Closed(), Is.EqualTo(new[] { "a [10,20) 2 @19.999" }));
        run.Pipe("a 19.999", "b 60");
        Assert.That(run.Late(), Is.EqualTo(new[] { "a 19.999, at 25" }));
        Assert.That(run.Closed(), Is.EqualTo(new[] { "b [20,30) 2 @29.999" }), "a closed window stays as it is");
        Assert.That(run.Driver.Metrics.Late, Is.EqualTo(1));
    }

    [Test]
    public void Without_a_grace_a_window_closes_at_its_end()
    {
        using var run = new Run(s_tens);
        run.Pipe("b 19.999", "a 11", "b 20", "a 12");
        Assert.That(run.Closed(), Is.EqualTo(new[] { "a [10,20) 1 @19.999", "b [10,20) 1 @19.999" }));
        Assert.That(run.Late(), Is.EqualTo(new[] { "a 12, at 20" }));
    }

    /// <summary>Kafka Streams' rule: 4 is late at 5 although it is within the window [0, 5), because the window is over.</summary>
    [Test]
    public void Tumbling_windows_of_5_ms_without_grace_are_over_at_5()
    {
        using var run = new Run(TumblingWindows.Of(TimeSpan.FromMilliseconds(5)));
        run.Pipe("a 0", "b 0.005", "a 0.004");
        Assert.That(run.Late(), Is.EqualTo(new[] { "a 0.004, at 0.005" }));
        Assert.That(run.Driver.Metrics.Late, Is.EqualTo(1));
    }

    [Test]
    public void Changes_of_one_commit_are_one_update()
    {
        using var run = new Run(s_tens);
        run.Pipe("a 10", "a 12", "a 11", "b 11");
        Assert.That(run.Updates(), Is.EqualTo(new[] { "a [10,20) 3 @12", "b [10,20) 1 @11" }));
        run.Pipe("c 13");
        Assert.That(run.Updates(), Is.EqualTo(new[] { "c [10,20) 1 @13" }));
        run.Pipe("a 11");
        Assert.That(run.Updates(), Is.EqualTo(new[] { "a [10,20) 4 @11" }));
    }

    [Test]
    public void The_last_update_of_a_window_holds_its_final_value_even_if_it_closes_at_once()
    {
        using var run = new Run(s_tens);
        run.Pipe("a 11", "a 12", "a 40");
        Assert.That(run.Updates(), Is.EqualTo(new[] { "a [10,20) 2 @12", "a [40,50) 1 @40" }));
        Assert.That(run.Closed(), Is.EqualTo(new[] { "a [10,20) 2 @19.999" }));
    }

    [Test]
    public void An_event_counts_in_every_hopping_window_that_contains_it()
    {
        using var run = new Run(HoppingWindows.Of(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(4)));
        run.Pipe("a 13");
        Assert.That(run.Updates(), Is.EqualTo(new[] { "a [4,14) 1 @13", "a [8,18) 1 @13", "a [12,22) 1 @13" }));
        run.Pipe("a 14", "z 100");
        Assert.That(run.Closed(), Is.EqualTo(new[]
        {
            "a [4,14) 1 @13.999", "a [8,18) 2 @17.999", "a [12,22) 2 @21.999",
        }));
    }

    [Test]
    public void An_event_of_a_closed_and_an_open_hopping_window_counts_in_the_open_one_and_is_not_late()
    {
        using var run = new Run(HoppingWindows.Of(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)));
        run.Pipe("z 21", "a 16", "a 14");
        Assert.That(run.Late(), Is.EqualTo(new[] { "a 14, at 21" }));
        Assert.That(run.Updates(), Does.Contain("a [15,25) 1 @16").And.None.StartsWith("a [10"));
    }

    [Test]
    public void Counts_go_on_after_a_restart_and_each_window_closes_once()
    {
        using var run = new Run(s_tens, partitions: 2);
        run.Pipe("a 11", "b 12", "a 21");
        run.Driver.Restart();
        run.Pipe("a 13", "a 22", "b 23");
        run.Driver.Restart();
        run.Pipe("a 31", "b 31");
        Assert.That(run.Closed(), Is.EquivalentTo(new[] { "a [10,20) 1 @19.999", "b [10,20) 1 @19.999", "a [20,30) 2 @29.999", "b [20,30) 1 @29.999" }));
        Assert.That(run.Late(), Is.EqualTo(new[] { "a 13, at 21" }));
    }

    [Test]
    public void Behind_a_change_of_keys_equal_keys_meet()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8)
            .SelectKey((_, page) => page, Serdes.Utf8)
            .CountByWindow("pages", s_tens)
            .Updates.To("out");
        var topology = builder.Build();
        using var driver = new TopologyTestDriver(topology, new() { Partitions = 3 });
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8);
        var output = driver.CreateOutputTopic("out", new WindowedSerde<string>(Serdes.Utf8, s_tens.Size), Serdes.Int64);
        input.Pipe([("ann", "/", 10_000L), ("bob", "/", 11_000L), ("cid", "/", 12_000L), ("dan", "/", 13_000L)]);
        Assert.That(output.ReadAll().Last().Value, Is.EqualTo(4));
        Assert.That(topology.Describe(), Does.Contain("pages-repartition"));
    }

    [Test]
    public void Any_aggregate_can_be_kept()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8)
            .AggregateByWindow("pages", s_tens, () => "", (pages, page) => string.Concat((pages + page.Value).Order()))
            .Closed.To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8);
        var output = driver.CreateOutputTopic("out", new WindowedSerde<string>(Serdes.Utf8, s_tens.Size), Serdes.Utf8);
        input.Pipe([("ann", "c", 10_000L), ("ann", "a", 19_000L), ("ann", "b", 12_000L), ("ann", "z", 21_000L)]);
        Assert.That(output.ReadAll().Single().Value, Is.EqualTo("abc"));
    }

    [Test]
    public void An_event_whose_aggregation_throws_counts_in_no_window()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Int32)
            .AggregateByWindow(
                "sums",
                HoppingWindows.Of(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)),
                () => 0,
                (sum, _, value) => checked(sum + value),
                resultSerde: Serdes.Int32)
            .Closed.To("out");
        using var driver = new TopologyTestDriver(builder.Build(), new() { BadRecords = ClickstreamAnalysis.BadRecordPolicy.Skip });
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int32);
        var output = driver.CreateOutputTopic("out", new WindowedSerde<string>(Serdes.Utf8, TimeSpan.FromSeconds(10)), Serdes.Int32);

        // [5,15) could still take the second one; [0,10) cannot.
        input.Pipe([("a", int.MaxValue, 1_000L), ("a", 1, 6_000L), ("a", 2, 11_000L), ("a", 0, 90_000L)]);
        Assert.That(output.ReadAll().Select(record => (record.Key.StartMs / 1000, record.Value)), Is.EqualTo(new[] { (-5, int.MaxValue), (0, int.MaxValue), (5, 2), (10, 2) }));
        Assert.That(driver.Metrics.Failed, Is.EqualTo(1));
    }

    /// <summary>Counts of keys, and what came out so far. An event is "key seconds".</summary>
    private sealed class Run : IDisposable
    {
        private readonly TestInputTopic<string, string> _input;
        private readonly TestOutputTopic<Windowed<string>, long> _updates;
        private readonly TestOutputTopic<Windowed<string>, long> _closed;
        private readonly TestOutputTopic<string, string> _late;

        public Run(TimeWindows windows, int partitions = 1)
        {
            var builder = new TopologyBuilder();
            var counts = builder.Stream("in", Serdes.Utf8, Serdes.Utf8).CountByWindow("counts", windows);
            counts.Updates.To("updates");
            counts.Closed.To("closed");
            counts.Late.MapValues((_, late) => $"{late.Reason} {late.TimestampMs} {late.StreamTimeMs / 1000m:0.###}", Serdes.Utf8).To("late");
            Driver = new TopologyTestDriver(builder.Build(), new() { Partitions = partitions });
            var keys = new WindowedSerde<string>(Serdes.Utf8, windows.Size);
            _input = Driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8);
            _updates = Driver.CreateOutputTopic("updates", keys, Serdes.Int64);
            _closed = Driver.CreateOutputTopic("closed", keys, Serdes.Int64);
            _late = Driver.CreateOutputTopic("late", Serdes.Utf8, Serdes.Utf8);
        }

        public TopologyTestDriver Driver { get; }

        public void Pipe(params string[] events) => _input.Pipe(events.Select(text =>
        {
            var parts = text.Split(' ');
            return (parts[0], "", (long)(decimal.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) * 1000));
        }));

        public string[] Updates() => Read(_updates);

        public string[] Closed() => Read(_closed);

        public string[] Late() => [.. _late.ReadAll().Select(record =>
        {
            var why = $"window-closed {record.TimestampMs} ";
            Assert.That(record.Value, Does.StartWith(why));
            return $"{record.Key} {record.TimestampMs / 1000m:0.###}, at {record.Value[why.Length..]}";
        })];

        public void Dispose() => Driver.Dispose();

        private static string[] Read(TestOutputTopic<Windowed<string>, long> topic) =>
        [
            .. topic.ReadAll().Select(record =>
                $"{record.Key.Key} [{record.Key.StartMs / 1000},{record.Key.EndMs / 1000}) {record.Value} @{record.TimestampMs / 1000m:0.###}"),
        ];
    }
}
