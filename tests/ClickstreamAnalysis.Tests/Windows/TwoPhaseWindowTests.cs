using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Tests.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>Windows behind a change of keys: each task combines until the commit, and the task of the key merges.</summary>
public sealed class TwoPhaseWindowTests
{
    private const long MinuteMs = 60_000;

    private static readonly long s_startMs = SteppedApplication.Now.AddHours(-1).ToUnixTimeMilliseconds();

    /// <summary>Late and partly late events included, and a restart after any of them: with one input partition, both ways see the same stream time.</summary>
    [TestCase(1, 150)]
    public void Results_lates_and_losses_equal_those_in_one_phase(int firstSeed, int lastSeed)
    {
        var late = 0L;
        for (var seed = firstSeed; seed <= lastSeed; seed++)
        {
            var random = new Random(seed);
            var size = random.Next(1, 12);
            var windows = HoppingWindows.Of(TimeSpan.FromMilliseconds(size), TimeSpan.FromMilliseconds(random.Next(1, size + 1))) with { GracePeriod = TimeSpan.FromMilliseconds(random.Next(6)) };
            var events = Enumerable.Range(0, random.Next(1, 60))
                .Select(i => ($"{(char)('a' + random.Next(4))}", $"/{random.Next(3)}", (long)Math.Max(0, (i / 2) - random.Next(random.Next(2) * 20) + random.Next(3)))).ToArray();
            using var one = new TwoPhaseRun(windows, inTwoPhases: false);
            using var two = new TwoPhaseRun(windows, inTwoPhases: true);
            foreach (var batch in events.Chunk(random.Next(1, 12)))
            {
                one.Pipe(batch);
                two.Pipe(batch);
                if (random.Next(4) == 0)
                {
                    one.Restart();
                    two.Restart();
                }
            }

            var end = new[] { ("z", "/z", 10_000L) };
            one.Pipe(end);
            two.Pipe(end);
            var (lateOne, lateTwo) = (one.Late(), two.Late());
            late += lateTwo.Length;
            using (Assert.EnterMultipleScope())
            {
                var text = $"seed {seed}: {windows}, {string.Join(' ', events)}";
                Assert.That(two.Closed(), Is.EqualTo(one.Closed()), text);
                Assert.That(two.LatestUpdates(), Is.EqualTo(one.LatestUpdates()), text);
                Assert.That(lateTwo, Is.EqualTo(lateOne), text);
                Assert.That(two.Losses(), Is.EqualTo(one.Losses()), text);
            }
        }

        Assert.That(late, Is.Positive);
    }

    [Test]
    public void Traffic_grows_with_the_keys_of_a_commit_and_not_with_events()
    {
        // 10,000 events of 5 pages. The stepped application commits each turn, about a thousand events.
        var (oneRecords, oneBytes) = Traffic(inTwoPhases: false);
        var (twoRecords, twoBytes) = Traffic(inTwoPhases: true);

        TestContext.Out.WriteLine($"one phase {oneRecords} records, {oneBytes} bytes; two phases {twoRecords} records, {twoBytes} bytes");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(oneRecords, Is.EqualTo(10_000));
            Assert.That(twoRecords % 5, Is.Zero);
            Assert.That(twoRecords, Is.LessThan(10_000 / 100));
            Assert.That(twoBytes, Is.LessThan(oneBytes / 300));
        }
    }

    /// <summary>Partition 1 stands at minute 0, so the window of minute 0 is open. An event of it in partition 0, which is past its end, is late all the same.</summary>
    [Test]
    public async Task AnEvent_IsLateByTheOrderOfItsOwnPartition_HoweverFarTheOthersAre()
    {
        await using var application = await StartAsync(partitions: 2);
        Click(application, partition: 1, minute: 0);
        Click(application, partition: 0, minute: 3);
        application.RunToIdle();
        Click(application, partition: 0, minute: 0);
        application.RunToIdle();
        Click(application, partition: 1, minute: 0);
        Click(application, partition: 1, minute: 4);
        application.RunToIdle();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Closed(application), Is.EqualTo(new[] { "0: 2" }), "those of partition 1");
            Assert.That(application.Metrics.Late, Is.EqualTo(1));
            Assert.That(application.Metrics.Dropped.Single().ToString(), Does.StartWith("pages window-closed 1 (up to 0:03:00 late"));
        }
    }

    [Test]
    public async Task EventsOfAPartitionThatWasLeftOut_AreCountedAsLateOneByOne()
    {
        var clock = new FakeTimeProvider(SteppedApplication.Now);
        await using var application = await StartAsync(partitions: 2, SteppedApplication.Options with { TimeProvider = clock });
        Click(application, partition: 0, minute: 0);
        Click(application, partition: 0, minute: 5);
        application.RunToIdle();
        clock.Advance(TimeSpan.FromSeconds(6));
        application.RunToIdle();
        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 1" }), "partition 1 is empty");

        for (var i = 0; i < 3; i++)
        {
            Click(application, partition: 1, minute: 0);
        }

        application.RunToIdle();

        var dropped = application.Metrics.Dropped.Single();
        Assert.That((dropped.Operator, dropped.Reason, dropped.Records), Is.EqualTo(("pages", LateReasons.WindowClosed, 3L)));
        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 1" }), "a closed window is immutable");
    }

    [Test]
    public void Topology_OfAMergeableAggregate_HasTwoPhases_AndOfAnotherOne()
    {
        var builder = new TopologyBuilder();
        var pages = builder.Stream("in", Serdes.Utf8, Serdes.Utf8).SelectKey((_, page) => page);
        var minutes = TumblingWindows.Of(TimeSpan.FromMinutes(1));
        pages.CountByWindow("counts", minutes);
        pages.AggregateByWindow("sums", minutes, () => 0L, (sum, _, _) => sum + 1, merge: (a, b) => a + b);
        pages.AggregateByWindow("sketches", minutes, () => new DistinctCounter(), (counter, _, page) => counter.Add(page));
        pages.AggregateByWindow("last", minutes, () => "", (_, _, page) => page);
        var nodes = builder.Build().SubTopologies.SelectMany(sub => sub.Nodes).Select(node => node.Name);
        Assert.That(nodes, Is.SupersetOf(new[] { "counts-partials", "sums-partials", "sketches-partials" }).And.No.Member("last-partials"));
    }

    private static (int Records, int Bytes) Traffic(bool inTwoPhases)
    {
        var builder = new TopologyBuilder();
        var pages = builder.Clicks("clicks").SelectKey((_, click) => click.Page ?? "", Serdes.Utf8);
        pages = inTwoPhases ? pages : pages.Repartition("counts");
        pages.CountByWindow("counts", TumblingWindows.Of(TimeSpan.FromHours(1))).Closed.ForEach((_, _) => { });
        var application = SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 1))).GetAwaiter().GetResult();
        try
        {
            for (var i = 0; i < 10_000; i++)
            {
                application.Produce("clicks", 0, s_startMs + i, "ann"u8.ToArray(), SteppedApplication.Click("ann", s_startMs + i, $"/products/{i % 5}"));
            }

            application.RunToIdle();
            var records = application.ReadAll("app-counts-repartition").Where(record => !RepartitionFrame.IsMarkerOf(record.Value)).ToArray();
            return (records.Length, records.Sum(record => record.Key!.Length + record.Value!.Length));
        }
        finally
        {
            application.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static Task<SteppedApplication> StartAsync(int partitions, StreamsOptions? options = null)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").SelectKey((_, click) => click.Page ?? "", Serdes.Utf8)
            .CountByWindow("pages", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed
            .Map((window, count) => (window.Key, $"{(window.StartMs - s_startMs) / MinuteMs}: {count}")).To("out", Serdes.Utf8, Serdes.Utf8);
        return SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", partitions), ("out", 1)), options);
    }

    private static void Click(SteppedApplication application, int partition, int minute) =>
        application.ProduceClick(partition, "ann", s_startMs + (minute * MinuteMs));

    private static string[] Closed(SteppedApplication application) =>
        [.. application.ReadAll("out").Select(record => System.Text.Encoding.UTF8.GetString(record.Value!)).Order(StringComparer.Ordinal)];
}
