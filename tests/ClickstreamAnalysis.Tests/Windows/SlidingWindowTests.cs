using System.Buffers;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Windows.Sliding;

namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>Sliding windows, against the rules of Kafka Streams: one window ends at each event, and one begins just after it if it holds an event.</summary>
public sealed class SlidingWindowTests
{
    /// <summary>The worked timeline of <see cref="SlidingWindows"/>, in milliseconds for minutes.</summary>
    [Test]
    public void Windows_end_at_each_event_or_begin_just_after_it()
    {
        using var run = new Run(SlidingWindows.Of(TimeSpan.FromMilliseconds(10)));
        run.Pipe(("a", 100), ("a", 108), ("a", 115), ("z", 1_000));
        Assert.That(run.Closed(), Is.EqualTo(new[]
        {
            "a [101, 111] 1 @111", "a [105, 115] 2 @115", "a [109, 119] 1 @119", "a [90, 100] 1 @100", "a [98, 108] 2 @108",
        }));
    }

    [Test]
    public void Events_whose_times_differ_by_exactly_the_size_share_a_window_and_by_one_more_they_do_not()
    {
        using var run = new Run(SlidingWindows.Of(TimeSpan.FromMilliseconds(10)));
        run.Pipe(("a", 100), ("b", 100), ("a", 110), ("b", 111), ("z", 1_000));
        Assert.That(run.Closed(), Is.EqualTo(new[]
        {
            "a [100, 110] 2 @110", "a [101, 111] 1 @111", "a [90, 100] 1 @100", "b [101, 111] 1 @111", "b [90, 100] 1 @100",
        }));
    }

    [Test]
    public void A_window_closes_when_stream_time_is_past_its_last_moment_and_grace()
    {
        using var run = new Run(SlidingWindows.Of(TimeSpan.FromMilliseconds(10)) with { GracePeriod = TimeSpan.FromMilliseconds(5) });
        run.Pipe(("a", 100), ("b", 105));
        Assert.That(run.Closed(), Is.Empty);
        run.Pipe(("b", 106));
        Assert.That(run.Closed(), Is.EqualTo(new[] { "a [90, 100] 1 @100" }));
    }

    [Test]
    public void An_event_is_late_when_stream_time_is_past_its_time_and_size_and_grace()
    {
        using var run = new Run(SlidingWindows.Of(TimeSpan.FromMilliseconds(10)) with { GracePeriod = TimeSpan.FromMilliseconds(5) });
        run.Pipe(("z", 115), ("a", 100));
        Assert.That(run.Late(), Is.Empty, "a window that ends at 110 could still hold it");
        run.Pipe(("z", 116), ("a", 100));
        Assert.That(run.Late(), Is.EqualTo(new[] { "a 100 116 window-closed" }));
        Assert.That(run.Driver.Metrics.Dropped.Single(loss => loss.Reason == LateReasons.WindowClosed).NeededGrace, Is.EqualTo(TimeSpan.FromMilliseconds(6)));
    }

    [Test]
    public void An_event_behind_a_closed_window_counts_only_in_open_ones()
    {
        using var run = new Run(SlidingWindows.Of(TimeSpan.FromMilliseconds(10)));
        run.Pipe(("a", 100), ("a", 105), ("a", 103), ("z", 1_000));

        // [95, 105] is open at 105, [90, 100] and [93, 103] are over; 103 makes a window begin at 104.
        Assert.That(run.Closed(), Is.EqualTo(new[]
        {
            "a [101, 111] 2 @111", "a [104, 114] 1 @114", "a [90, 100] 1 @100", "a [95, 105] 3 @105",
        }));
        Assert.That(run.Driver.Metrics.Dropped.Single().Reason, Is.EqualTo(LateReasons.SomeWindowsClosed));
    }

    [TestCase(1, 300)]
    public void Any_order_within_the_grace_with_ties_duplicates_and_restarts_gives_the_windows_of_the_rules(int firstSeed, int lastSeed)
    {
        for (var seed = firstSeed; seed <= lastSeed; seed++)
        {
            var random = new Random(seed);
            var (size, grace) = (random.Next(12), random.Next(8));
            var events = Enumerable.Range(0, random.Next(1, 40)).Select(_ => ($"{(char)('a' + random.Next(3))}", 100L + random.Next(60))).ToArray();
            (string Key, long TimeMs)[] arrivals = [.. events.OrderBy(e => e.Item2 + random.Next(grace + 1))];
            using var run = new Run(SlidingWindows.Of(TimeSpan.FromMilliseconds(size)) with { GracePeriod = TimeSpan.FromMilliseconds(grace) });
            foreach (var batch in arrivals.Chunk(random.Next(1, 6)))
            {
                run.Pipe(batch);
                if (random.Next(3) == 0)
                {
                    run.Driver.Restart();
                }
            }

            run.Pipe(("z", 10_000));
            var text = $"seed {seed}, size {size}, grace {grace}: {string.Join(' ', arrivals)}";
            var closed = run.Closed();
            Assert.That(closed, Is.EqualTo(Expected(events, size)), text);
            Assert.That(run.LatestUpdates().Where(update => !update.StartsWith('z')), Is.EqualTo(closed.Select(window => window[..window.IndexOf('@')])), text);
            Assert.That(run.Late(), Is.Empty, text);
        }
    }

    [Test]
    public void Sliding_aggregates_of_a_mergeable_type_share_their_parts_without_changing_them()
    {
        var windows = SlidingWindows.Of(TimeSpan.FromMilliseconds(10));
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8)
            .AggregateByWindow("users", windows, () => new DistinctCounter(), (counter, _, user) => counter.Add(user))
            .Closed.MapValues(counter => counter.Value.Estimate(), Serdes.Int64).To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8).Pipe([("/", "ann", 100), ("/", "bob", 105), ("/", "ann", 108), ("/", "cyd", 120), ("/x", "", 1_000)]);
        var results = driver.CreateOutputTopic("out", new WindowedSerde<string>(Serdes.Utf8, TimeSpan.FromMilliseconds(11)), Serdes.Int64).ReadAll();
        Assert.That(results.Select(record => $"{record.Key.StartMs} {record.Value}"), Is.EqualTo(new[] { "90 1", "95 2", "98 2", "101 2", "106 1", "110 1" }));
    }

    [Test]
    public void Build_EverythingWrong_ReportsAllOfIt()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Stream("in", Serdes.Utf8, Serdes.Utf8);
        clicks.CountByWindow("a", SlidingWindows.Of(TimeSpan.FromTicks(-1)) with { GracePeriod = TimeSpan.FromSeconds(-1) });
        clicks.AggregateByWindow("b", SlidingWindows.Of(TimeSpan.FromSeconds(1)), () => "", (_, _, value) => value);
        var error = Assert.Throws<TopologyException>(() => builder.Build())!;
        foreach (var part in new[] { "must not be shorter than zero", "grace of -00:00:01", "part of a millisecond", "'b' has sliding windows, which share parts: give AggregateByWindow a merge function" })
        {
            Assert.That(error.Mistakes, Has.Some.Contains(part), part);
        }
    }

    [Test]
    public void Row_DamagedOrCutShort_IsRefused()
    {
        var events = new SlidingEvents<long> { ClosedUpToMs = 5 };
        events.Set(20, 7);
        events.Set(10, 300);
        var serde = new SlidingEventsSerde<long>(Serdes.Int64);
        var writer = new ArrayBufferWriter<byte>();
        serde.Serialize(events, writer);
        var bytes = writer.WrittenSpan.ToArray();
        var read = serde.Deserialize(bytes);
        Assert.That(read.All.ToArray().Select(slot => (slot.TimestampMs, slot.Value, slot.IsChanged)), Is.EqualTo(new[] { (10L, 300L, false), (20L, 7L, false) }));
        Assert.That(read.ClosedUpToMs, Is.EqualTo(5));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(() => serde.Deserialize(bytes.AsSpan(0, length)), Throws.TypeOf<SerdeException>(), $"{length} bytes");
        }

        Assert.That(() => serde.Deserialize([2, .. bytes[1..]]), Throws.TypeOf<SerdeException>().With.Property("Reason").EqualTo("unknown-format"));
    }

    /// <summary>By definition, from all events at once.</summary>
    private static string[] Expected(IReadOnlyCollection<(string Key, long TimeMs)> events, long size) =>
    [
        .. events.GroupBy(e => e.Key).SelectMany(group =>
        {
            var times = group.Select(e => e.TimeMs).ToArray();
            return times.Select(time => time - size).Concat(times.Select(time => time + 1)).Distinct()
                .Select(start => (Start: start, Count: times.Count(time => time >= start && time <= start + size)))
                .Where(window => window.Count > 0)
                .Select(window => $"{group.Key} [{window.Start}, {window.Start + size}] {window.Count} @{window.Start + size}");
        }).Order(StringComparer.Ordinal),
    ];

    private sealed class Run : IDisposable
    {
        private readonly TestInputTopic<string, string> _input;
        private readonly TestOutputTopic<Windowed<string>, long> _closed;
        private readonly TestOutputTopic<Windowed<string>, long> _updates;
        private readonly TestOutputTopic<string, string> _late;

        public Run(SlidingWindows windows)
        {
            var builder = new TopologyBuilder();
            var counts = builder.Stream("in", Serdes.Utf8, Serdes.Utf8).CountByWindow("counts", windows);
            counts.Closed.To("closed");
            counts.Updates.To("updates");
            counts.Late.MapValues((_, late) => $"{late.TimestampMs} {late.StreamTimeMs} {late.Reason}", Serdes.Utf8).To("late");
            Driver = new TopologyTestDriver(builder.Build());
            _input = Driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8);
            var keys = new WindowedSerde<string>(Serdes.Utf8, windows.Size + TimeSpan.FromMilliseconds(1));
            _closed = Driver.CreateOutputTopic("closed", keys, Serdes.Int64);
            _updates = Driver.CreateOutputTopic("updates", keys, Serdes.Int64);
            _late = Driver.CreateOutputTopic("late", Serdes.Utf8, Serdes.Utf8);
        }

        public TopologyTestDriver Driver { get; }

        public void Pipe(params (string Key, long TimeMs)[] events) => _input.Pipe(events.Select(e => (e.Key, "", e.TimeMs)));

        public string[] Closed() =>
        [
            .. _closed.ReadAll().Select(record => $"{record.Key.Key} [{record.Key.StartMs}, {record.Key.EndMs - 1}] {record.Value} @{record.TimestampMs}").Order(StringComparer.Ordinal),
        ];

        public string[] LatestUpdates() =>
        [
            .. _updates.ReadAll().GroupBy(record => record.Key)
                .Select(group => $"{group.Key.Key} [{group.Key.StartMs}, {group.Key.EndMs - 1}] {group.Last().Value} ").Order(StringComparer.Ordinal),
        ];

        public string[] Late() => [.. _late.ReadAll().Select(record => $"{record.Key} {record.Value}")];

        public void Dispose() => Driver.Dispose();
    }
}
