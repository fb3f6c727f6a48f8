using CsCheck;

namespace ClickstreamAnalysis.Streamiz.Tests.Comparison;

/// <summary>The same clicks through Sessionize in Streamiz and in this library's own engine give the same rows.</summary>
public sealed class SessionComparisonTests
{
    private const int Cases = 25;

    [Test]
    public void Sessions_changes_and_late_clicks_are_those_of_the_own_engine() =>
        Gen.Select(RandomClicks.Options, RandomClicks.Arrivals, Gen.Int[1, 7], Gen.Int[0, 2]).Sample(
            (options, clicks, commitEvery, live) =>
            {
                Assert.That(Streamiz(options, clicks, commitEvery, live).ByKey(), Is.EqualTo(Own(options, clicks).ByKey()));
            },
            iter: Cases, threads: 1);

    [Test]
    public void Split_rules_numbers_and_facts_are_those_of_the_own_engine() =>
        Gen.Select(RandomClicks.Options, RandomClicks.Arrivals, Gen.Int[1, 7], Gen.Int[0, 2]).Sample(
            (options, clicks, commitEvery, live) =>
            {
                options = options with { SplitAtMidnight = TimeZoneInfo.Utc, NumberRetention = TimeSpan.FromDays(1), Engagement = Engagement.Ga4, MaxExactPages = 16 };
                Assert.That(Streamiz(options, clicks, commitEvery, live, Splits).ByKey(), Is.EqualTo(Own(options, clicks, Splits).ByKey()));
            },
            iter: Cases, threads: 1);

    [Test]
    public void The_comparison_notices_a_gap_that_is_off_by_one_unit([Values(-1, 1)] int by) =>
        Assert.That(
            () => Gen.Select(RandomClicks.Options, RandomClicks.Arrivals).Sample(
                (options, clicks) =>
                {
                    var other = options with { Gap = options.Gap + RandomClicks.Units(by) + TimeSpan.FromMilliseconds(1) };
                    if (Streamiz(other, clicks, 3, 10).ByKey() != Own(options, clicks).ByKey())
                    {
                        throw new InvalidDataException("noticed");
                    }
                },
                iter: Cases, threads: 1),
            Throws.TypeOf<CsCheckException>().With.InnerException.TypeOf<InvalidDataException>());

    internal static Rows Own(
        SessionWindows options, IEnumerable<ClickEvent> clicks, Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>>? splits = null)
    {
        var rows = new Rows();
        OwnRun.Of(clicks, stream =>
        {
            var sessions = stream.Sessionize("sessions", options, splits);
            sessions.Closed.ForEach(record => rows.Closed(record.Key, record.Value, record.TimestampMs));
            sessions.Changes.ForEach(record => rows.Change(record.Key, record.Value, record.TimestampMs));
            sessions.Late.ForEach(record => rows.Late(record.Key, record.Value, record.TimestampMs));
        });
        return rows;
    }

    private static SessionSplits<ClickEvent> Splits(SessionSplits<ClickEvent> splits) => splits
        .OnChange(static click => click.Page).Before(static click => click.Name == "B").ById(static click => click.Name == "C" ? "c" : null);

    private static Rows Streamiz(
        SessionWindows options, ClickEvent[] clicks, int commitEvery, int live, Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>>? splits = null)
    {
        var rows = new Rows();
        using var run = new StreamizRun(builder => Collect(
            builder.Clicks(StreamizRun.Topic).Sessionize("sessions", options, new StreamizOptions { MaxLiveEntries = live }, splits), rows));
        for (var i = 0; i < clicks.Length; i++)
        {
            run.Send(clicks[i]);
            if (i % commitEvery == 0)
            {
                run.Commit();
            }
        }

        return rows;
    }

    internal static void Collect(StreamizSessionStream<string, ClickEvent, SessionFacts> sessions, Rows rows)
    {
        sessions.Closed.Foreach((key, session, record) => rows.Closed(key, session, record.Timestamp));
        sessions.Changes.Foreach((key, change, record) => rows.Change(key, change, record.Timestamp));
        sessions.Late.Foreach((key, late, record) => rows.Late(key, late, record.Timestamp));
    }
}
