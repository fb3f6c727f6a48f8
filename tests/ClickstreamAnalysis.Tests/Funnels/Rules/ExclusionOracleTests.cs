using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.EndToEnd;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>Ordered funnels with an exclusion and a breakdown, in a running topology, against SQL over the same clicks.</summary>
public sealed class ExclusionOracleTests
{
    private const long StartMs = 1_700_000_000_000 - (1_700_000_000_000 % 300_000);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(60);
    private static readonly string[] s_names = ["a", "b", "c", "x"];
    private static readonly string[] s_pages = ["/red", "/blue"];

    private static IEnumerable<object[]> Rules() =>
        from effect in Enum.GetValues<ExclusionEffect>()
        from steps in new[] { (1, 2), (2, 3), (1, 3) }
        from bucketMs in new[] { 0, 300_000 }
        select new object[] { effect, steps.Item1, steps.Item2, bucketMs, bucketMs != 0 };

    /// <summary>Who converted, who dropped out after which step, when, with which value; and the counts by bucket and value.</summary>
    [TestCaseSource(nameof(Rules))]
    public void Final_outcomes_and_counts_equal_those_that_sql_finds(ExclusionEffect effect, int after, int before, int bucketMs, bool byLast)
    {
        var oracle = new ExclusionOracle(WindowMs: 200_000, bucketMs, after, before, effect, byLast);
        var clicks = RandomClicks(seed: ((int)effect * 100) + (after * 10) + before + bucketMs);
        using var run = new Run(oracle);
        run.Pipe(Shuffle.WithinGrace(clicks, s_grace, seed: 3));
        var (outcomes, counts) = run.Results();
        Assert.That(outcomes, Is.EqualTo(oracle.Outcomes(clicks)));
        Assert.That(counts, Is.EqualTo(oracle.Counts(clicks)));
        Assert.That(outcomes, Is.Not.EqualTo((oracle with { TiesExclude = true }).Outcomes(clicks)), "the comparison notices a tie");
        Assert.That(outcomes, Is.Not.EqualTo((oracle with { WindowMs = 199_999 }).Outcomes(clicks)), "the comparison notices a millisecond of window");
    }

    /// <summary>Times are multiples of 10 s, so that ties and windows met exactly are common.</summary>
    private static DataClick[] RandomClicks(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, 1_500)
                .Select(_ => new DataClick($"user{random.Next(100):00}", s_names[random.Next(4)], StartMs + (random.Next(90) * 10_000L), s_pages[random.Next(2)]))
                .DistinctBy(static click => (click.User, click.Event, click.TimestampMs))
                .OrderBy(static click => click.TimestampMs),
        ];
    }

    private sealed class Run : IDisposable
    {
        private readonly TopologyTestDriver _driver;
        private readonly TestInputTopic<string, DataClick> _clicks;
        private readonly TestOutputTopic<string, FunnelOutcome> _outcomes;
        private readonly TestOutputTopic<FunnelBucket, FunnelCounts> _counts;

        public Run(ExclusionOracle oracle)
        {
            var builder = new TopologyBuilder();
            var funnel = builder
                .Stream("clicks", new Consumed<string, DataClick> { ValueSerde = Serdes.Json<DataClick>(), TimestampMsOf = static click => click.TimestampMs })
                .Funnel("abc", empty => Define(empty, oracle));
            funnel.Outcomes.To("outcomes");
            funnel.Counts.To("counts");
            _driver = new TopologyTestDriver(builder.Build(), new() { ChecksStores = false });
            _clicks = _driver.CreateInputTopic("clicks", Serdes.Utf8, Serdes.Json<DataClick>());
            _outcomes = _driver.CreateOutputTopic("outcomes", Serdes.Utf8, FunnelOutcome.Serde);
            _counts = _driver.CreateOutputTopic("counts", FunnelBucket.Serde, FunnelCounts.Serde);
        }

        public void Pipe(IReadOnlyList<DataClick> clicks)
        {
            foreach (var part in clicks.Chunk(50))
            {
                _clicks.Pipe(part.Select(static click => (click.User, click, 0L)));
            }

            // Ends every attempt.
            _clicks.Pipe([("zoe", new DataClick("zoe", "other", StartMs + 90_000_000, ""), 0L)]);
        }

        public (List<string> Outcomes, List<string> Counts) Results()
        {
            var latest = new SortedDictionary<(string User, long Bucket), FunnelOutcome>(Comparer<(string User, long Bucket)>.Create(
                static (a, b) => string.CompareOrdinal(a.User, b.User) is var order && order != 0 ? order : a.Bucket.CompareTo(b.Bucket)));
            foreach (var record in _outcomes.ReadAll())
            {
                var place = (record.Key, record.Value.Bucket.Window?.StartMs ?? 0);
                if (record.Value.IsWithdrawn)
                {
                    latest.Remove(place);
                }
                else if (!latest.TryGetValue(place, out var row) || (record.Value.StepsReached, row.EntryTimeMs).CompareTo((row.StepsReached, record.Value.EntryTimeMs)) >= 0)
                {
                    latest[place] = record.Value;
                }
            }

            Assert.That(latest.Values.Where(static outcome => !outcome.IsFinal), Is.Empty, "each outcome that is left is final");
            var counts = _counts.ReadAll().GroupBy(static record => record.Key).Select(static bucket => bucket.Last().Value);
            return (
                [.. latest.Select(static pair => $"{pair.Key.User} {pair.Key.Bucket}: {string.Join(' ', pair.Value.StepTimesMs)} {pair.Value.Value}")],
                [.. counts.SelectMany(static bucket => bucket.Breakdown.Where(static part => part.Steps[0].Users > 0).Select(part =>
                    $"{bucket.Bucket.Window?.StartMs ?? 0} {part.Value} {string.Join(' ', part.Steps.Select(static step => step.Users))}")).Order(StringComparer.Ordinal)]);
        }

        public void Dispose() => _driver.Dispose();

        private static FunnelDefinition<string, DataClick> Define(FunnelDefinition<string, DataClick> funnel, ExclusionOracle oracle) => funnel
            .Step("a", static (_, click) => click.Event == "a")
            .Step("b", static (_, click) => click.Event == "b")
            .Step("c", static (_, click) => click.Event == "c")
            .Within(TimeSpan.FromMilliseconds(oracle.WindowMs))
            .Exclude("x", static (_, click) => click.Event == "x", s_names[oracle.After - 1], s_names[oracle.Before - 1], oracle.Effect)
            .BreakDown(static (_, click) => click.Page, ["/red"], oracle.ByLast ? BreakdownAttribution.Last : BreakdownAttribution.First) with
        {
            GracePeriod = s_grace,
            EntryBucket = oracle.BucketMs == 0 ? null : TimeSpan.FromMilliseconds(oracle.BucketMs),
        };
    }
}
