using CsCheck;

namespace ClickstreamAnalysis.Streamiz.Tests.Comparison;

/// <summary>The same clicks through Funnel in Streamiz and in this library's own engine give the same rows.</summary>
public sealed class FunnelComparisonTests
{
    private const int Cases = 25;

    private static readonly Gen<Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>>> s_definitions =
        from window in Gen.Int[1, 12]
        from grace in Gen.Int[0, 6]
        from bucket in Gen.OneOf(Gen.Const(0), Gen.Const(5), Gen.Const(13))
        from overlaps in Gen.Bool
        from maxEvents in Gen.OneOf(Gen.Const(10_000), Gen.Int[1, 4])
        select (Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>>)(funnel => funnel
            .Step("first", (_, click) => click.Name == "A")
            .Step("second", (_, click) => click.Name == "B" || (overlaps && click.Name == "A"))
            .Step("third", record => record.Value.Name is "C" || (overlaps && record.Value.Page == "/b"))
            .Within(RandomClicks.Units(window)) with
        {
            GracePeriod = RandomClicks.Units(grace),
            EntryBucket = bucket == 0 ? null : RandomClicks.Units(bucket),
            MaxEventsPerEntity = maxEvents,
        });

    /// <summary>Funnels with an exclusion and a breakdown, a property held constant in some, and each kind of counting.</summary>
    private static readonly Gen<Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>>> s_ruled =
        from window in Gen.Int[1, 12]
        from grace in Gen.Int[0, 6]
        from bucket in Gen.OneOf(Gen.Const(0), Gen.Const(13))
        from isHeld in Gen.Bool
        from isTotal in Gen.Bool
        from effect in isTotal
            ? Gen.OneOf(Gen.Const(ExclusionEffect.CapAttempt), Gen.Const(ExclusionEffect.DropAttempt))
            : Gen.Enum<ExclusionEffect>()
        select (Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>>)(funnel =>
        {
            var steps = funnel
                .Step("first", static (_, click) => click.Name == "A")
                .Step("second", static (_, click) => click.Name == "B")
                .Exclude("left", static (_, click) => click.Name == "C", after: "first", before: "second", effect)
                .BreakDown(static (_, click) => click.Page, ["/a", "/b"], BreakdownAttribution.Last)
                .Within(RandomClicks.Units(window));
            return (isHeld ? steps.HoldConstant(static (_, click) => click.Page) : steps) with
            {
                Counting = isTotal ? FunnelCounting.Totals : FunnelCounting.Uniques,
                GracePeriod = RandomClicks.Units(grace),
                EntryBucket = bucket == 0 ? null : RandomClicks.Units(bucket),
                MeasureTimes = true,
            };
        });

    [Test]
    public void Outcomes_late_clicks_and_totals_are_those_of_the_own_engine() =>
        Gen.Select(s_definitions, RandomClicks.Arrivals, Gen.Int[1, 7], Gen.Int[0, 2]).Sample(
            (define, clicks, commitEvery, live) =>
            {
                var (own, ownTotals) = Own(define, clicks);
                var (rows, totals) = InStreamiz(define, clicks, commitEvery, live);
                Assert.That(rows.ByKey(), Is.EqualTo(own.ByKey()));
                Assert.That(totals.LastOf("counts"), Is.EqualTo(ownTotals.LastOf("counts")));
            },
            iter: Cases, threads: 1);

    [Test]
    public void Outcomes_late_clicks_and_totals_of_a_funnel_with_rules_are_those_of_the_own_engine() =>
        Gen.Select(s_ruled, RandomClicks.Arrivals, Gen.Int[1, 7], Gen.Int[0, 2]).Sample(
            (define, clicks, commitEvery, live) =>
            {
                var (own, ownTotals) = Own(define, clicks);
                var (rows, totals) = InStreamiz(define, clicks, commitEvery, live);
                Assert.That(rows.ByKey(), Is.EqualTo(own.ByKey()));
                Assert.That(totals.LastOf("counts"), Is.EqualTo(ownTotals.LastOf("counts")));
            },
            iter: Cases, threads: 1);

    [Test]
    public void The_comparison_notices_a_window_that_is_longer_by_one_unit() =>
        Assert.That(
            () => Gen.Select(s_definitions, RandomClicks.Arrivals).Sample(
                (define, clicks) =>
                {
                    if (InStreamiz(funnel => define(funnel) is var other ? other.Within(other.Window + RandomClicks.Units(1)) : other, clicks, 3, 10).Rows.ByKey()
                        != Own(define, clicks).Rows.ByKey())
                    {
                        throw new InvalidDataException("noticed");
                    }
                },
                iter: Cases, threads: 1),
            Throws.TypeOf<CsCheckException>().With.InnerException.TypeOf<InvalidDataException>());

    private static (Rows Rows, Rows Totals) Own(Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define, ClickEvent[] clicks)
    {
        var (rows, totals) = (new Rows(), new Rows());
        OwnRun.Of(clicks, stream =>
        {
            var funnel = stream.Funnel("funnel", define);
            funnel.Outcomes.ForEach(record => rows.Outcome(record.Key, record.Value, record.TimestampMs));
            funnel.Late.ForEach(record => rows.Late(record.Key, record.Value, record.TimestampMs));
            funnel.Counts.ForEach(record => totals.Counts(record.Key, record.Value, record.TimestampMs));
        });
        return (rows, totals);
    }

    private static (Rows Rows, Rows Totals) InStreamiz(
        Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define, ClickEvent[] clicks, int commitEvery, int live)
    {
        var (rows, totals) = (new Rows(), new Rows());
        using var run = new StreamizRun(builder =>
        {
            var funnel = builder.Clicks(StreamizRun.Topic).Funnel("funnel", define, streamiz: new StreamizOptions { MaxLiveEntries = live });
            funnel.Outcomes.Foreach((key, outcome, record) => rows.Outcome(key, outcome, record.Timestamp));
            funnel.Late.Foreach((key, late, record) => rows.Late(key, late, record.Timestamp));
            funnel.Counts.Foreach((bucket, counts, record) => totals.Counts(bucket, counts, record.Timestamp));
        });
        for (var i = 0; i < clicks.Length; i++)
        {
            run.Send(clicks[i]);
            if (i % commitEvery == 0)
            {
                run.Commit();
            }
        }

        return (rows, totals);
    }
}
