using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.EndToEnd;
using ClickstreamAnalysis.Tests.Oracle;
using ClickstreamAnalysis.Tests.Processors;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>The operator with its store, under random commits, sweeps, faults and restarts, against SQL over the same clicks.</summary>
[TestFixture]
public sealed class FunnelOracleTests
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(60);
    private static readonly string[] s_shop = ["view", "cart", "purchase"];
    private static readonly string[] s_random = ["a", "b", "c", "d", "e"];

    [Test]
    public void Outcomes_and_counts_of_real_clicks_equal_the_oracle([Values(0, 1)] int bucketHours, [Values(0, 1, 2)] int seed)
    {
        var clicks = RealClicks.Rees46();
        var bucketMs = (long)TimeSpan.FromHours(bucketHours).TotalMilliseconds;
        var windowMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;
        var run = Run.Of(seed == 0 ? clicks : Shuffle.WithinGrace(clicks, s_grace, seed), s_shop, windowMs, bucketMs, seed);
        Assert.That(run.Task.Late, Is.Zero);
        Assert.That(run.Latest(), Is.EqualTo(FunnelOracle.Best(clicks, s_shop, windowMs, bucketMs)));
        Assert.That(run.Counts(), Is.EqualTo(bucketHours == 0 ? FunnelOracle.Counts(clicks, s_shop, windowMs) : Sum(run.Latest(), s_shop.Length)));
    }

    [Test]
    public void Outcomes_and_counts_of_random_clicks_equal_the_oracle([Values(0, 300)] int bucketSeconds, [Values(1, 2, 3, 4)] int seed)
    {
        var clicks = RandomClicks(seed);
        var run = Run.Of(Shuffle.WithinGrace(clicks, s_grace, seed), s_random, 600_000, bucketSeconds * 1000, seed);
        Assert.That(run.Task.Late, Is.Zero);
        Assert.That(run.Latest(), Is.EqualTo(FunnelOracle.Best(clicks, s_random, 600_000, bucketSeconds * 1000)));
        Assert.That(run.Counts(), Is.EqualTo(Sum(run.Latest(), s_random.Length)));
    }

    [Test]
    public void The_comparison_notices_a_millisecond_of_window()
    {
        var clicks = RandomClicks(seed: 1);
        var run = Run.Of(clicks, s_random, 600_000, 0, seed: 1);
        Assert.That(run.Latest(), Is.Not.EqualTo(FunnelOracle.Best(clicks, s_random, 599_999, 0)));
        Assert.That(run.Counts(), Is.Not.EqualTo(FunnelOracle.Counts(clicks, s_random, 599_999)));
    }

    [Test]
    public void The_comparison_notices_a_click_that_is_missing()
    {
        var clicks = RandomClicks(seed: 2);
        var best = FunnelOracle.Best(clicks, s_random, 600_000, 300_000);
        var entry = clicks.First(click => click.Event == "a" && best[0].StepTimesMs.StartsWith($"{click.TimestampMs}", StringComparison.Ordinal) && click.User == best[0].User);
        var run = Run.Of([.. clicks.Where(click => click != entry)], s_random, 600_000, 300_000, seed: 2);
        Assert.That(run.Latest(), Is.Not.EqualTo(best));
    }

    private static long[] Sum(IEnumerable<FunnelRow> rows, int steps) =>
        [.. Enumerable.Range(1, steps).Select(step => rows.LongCount(row => row.Depth >= step))];

    /// <summary>Times are multiples of 10 s, so that ties and windows met exactly are common.</summary>
    private static DataClick[] RandomClicks(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, 2500)
                .Select(_ => new DataClick(
                    $"user{random.Next(30)}", random.Next(4) == 0 ? "foreign" : s_random[random.Next(s_random.Length)], 1_700_000_000_000 + (random.Next(600) * 10_000L), ""))
                .OrderBy(click => click.TimestampMs),
        ];
    }

    private sealed class Run
    {
        private readonly FunnelNode<string, DataClick> _node;
        private readonly MemoryStateDatabase _database = new();
        private readonly SortedDictionary<(string User, long Bucket), FunnelRow> _latest = new(Comparer<(string User, long Bucket)>.Create(
            (a, b) => string.CompareOrdinal(a.User, b.User) is var order && order != 0 ? order : a.Bucket.CompareTo(b.Bucket)));

        private readonly Dictionary<(string User, long EntryMs), int> _finals = [];
        private readonly long[] _counts;

        private Run(string[] steps, long windowMs, long bucketMs)
        {
            _counts = new long[steps.Length];
            var builder = new TopologyBuilder();
            var funnel = builder.Stream("clicks", Serdes.Utf8, Serdes.Json<DataClick>()).Funnel(
                "funnel",
                empty => steps.Aggregate(empty, (funnel, step) => funnel.Step(step, (_, click) => click.Event == step)).Within(TimeSpan.FromMilliseconds(windowMs)) with
                {
                    GracePeriod = s_grace,
                    EntryBucket = bucketMs == 0 ? null : TimeSpan.FromMilliseconds(bucketMs),
                });
            funnel.Outcomes.ForEach(record => OnOutcome(record.Key, record.Value));
            _node = builder.Build().SubTopologies[0].Nodes.OfType<FunnelNode<string, DataClick>>().Single();
            _node.Deltas.Add(new StepNode<FunnelBucket, long[], FunnelBucket, long[]>("counts", "for-each", seesHeaders: false, (_, _) => new Adding(_counts)));
            Task = new BareTask<string, DataClick>(_node, _database, maxLiveEntries: 50);
        }

        public BareTask<string, DataClick> Task { get; private set; }

        /// <summary>Feeds the clicks, and now and then sweeps, commits, or commits and starts anew.</summary>
        public static Run Of(IReadOnlyList<DataClick> clicks, string[] steps, long windowMs, long bucketMs, int seed)
        {
            var run = new Run(steps, windowMs, bucketMs);
            var random = new Random(seed);
            var late = 0L;
            foreach (var click in clicks)
            {
                run.Task.Process(click.User, click, click.TimestampMs);
                switch (random.Next(300))
                {
                    case < 6:
                        run.Task.Sweep();
                        break;
                    case < 12:
                        run.Task.Commit();
                        break;
                    case 12:
                        run.Task.Commit();
                        late += run.Task.Late;
                        run.Task = new BareTask<string, DataClick>(run._node, run._database, run.Task.Clock.StreamTimeMs, maxLiveEntries: 50);
                        break;
                }
            }

            Assert.That(late, Is.Zero);
            run.Task.CloseEverything();
            Assert.That(run._finals.Values, Has.All.EqualTo(1), "each attempt is final once");
            return run;
        }

        public List<FunnelRow> Latest() => [.. _latest.Values];

        public long[] Counts() => _counts;

        private void OnOutcome(string user, FunnelOutcome outcome)
        {
            if (outcome.IsFinal)
            {
                _finals[(user, outcome.EntryTimeMs)] = _finals.GetValueOrDefault((user, outcome.EntryTimeMs)) + 1;
            }
            else
            {
                Assert.That(_finals, Does.Not.ContainKey((user, outcome.EntryTimeMs)));
                var bucket = outcome.Bucket.Window?.StartMs ?? 0;
                _latest[(user, bucket)] = new FunnelRow(user, bucket, string.Join(' ', outcome.StepTimesMs));
            }
        }
    }

    private sealed class Adding(long[] counts) : ClickstreamAnalysis.Processing.Receiver<FunnelBucket, long[]>
    {
        public override void Process(in ClickstreamAnalysis.Record<FunnelBucket, long[]> record)
        {
            for (var step = 0; step < counts.Length; step++)
            {
                counts[step] += record.Value[step];
            }
        }
    }
}
