using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Sessions;

namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>The oracle against answers worked out by hand, and the comparison with it against results that are wrong.</summary>
[TestFixture]
public sealed class SessionOracleTests
{
    [Test]
    public void The_oracle_finds_the_sessions_of_a_table_worked_out_by_hand()
    {
        DataClick[] clicks =
        [
            Click("bob", 50, "/x"),
            Click("ann", 20, "/c"), Click("ann", 10, "/b"), Click("ann", 10, "/a"), Click("ann", 0, null),
            Click("ann", 31, "/d"), Click("ann", 31, "/e"), Click("ann", 42, null),
        ];
        Assert.That(SessionOracle.Of(clicks, 10), Is.EqualTo(new[]
        {
            new SessionRow("ann", 0, 20, 4, "/a", "/c"),
            new SessionRow("ann", 31, 31, 2, "/d", "/e"),
            new SessionRow("ann", 42, 42, 1, null, null),
            new SessionRow("bob", 50, 50, 1, "/x", "/x"),
        }));
        Assert.That(SessionOracle.Of(clicks, 10, isInclusive: false).Select(row => row.EventCount), Is.EqualTo(new[] { 1L, 2L, 1L, 2L, 1L, 1L }));
        Assert.That(SessionOracle.Of(clicks, 11).Select(row => row.EventCount), Is.EqualTo(new[] { 7L, 1L }));
    }

    [Test]
    public void Clicks_of_one_time_stay_together_however_many_there_are()
    {
        var clicks = Enumerable.Range(0, 5_000).Select(i => Click("bot", i % 5 * 100, $"/{i:D4}"));
        Assert.That(SessionOracle.Of(clicks, 99).Select(row => row.EventCount), Is.EqualTo(new[] { 1_000L, 1_000L, 1_000L, 1_000L, 1_000L }));
    }

    [Test]
    public void Real_clicks_give_what_sql_finds_and_every_wrong_result_is_noticed()
    {
        var clicks = RealClicks.Wikipedia();
        var options = new SessionWindows();
        var gapMs = (long)options.Gap.TotalMilliseconds;
        var run = new SessionRun(options, new MemoryStateDatabase(), withChanges: false);
        foreach (var (click, i) in clicks.Select((click, i) => (click, i)))
        {
            run.Send(click);
            if (i % 1_000 == 0)
            {
                run.Sweep();
                run.Commit();
            }
        }

        run.Finish();
        var rows = run.Rows;
        var expected = SessionOracle.Of(clicks, gapMs);

        Assert.That(rows, Is.EqualTo(expected));
        Assert.That(run.Late, Is.Empty);
        Assert.That(rows, Is.Not.EqualTo(SessionOracle.Of(clicks.Skip(1), gapMs)), "a click is missing");
        Assert.That(rows[..^1], Is.Not.EqualTo(expected), "a session is missing");
        Assert.That(rows.Append(rows[^1]), Is.Not.EqualTo(expected), "a session is there twice");
        Assert.That(rows, Is.Not.EqualTo(SessionOracle.Of(clicks, gapMs, isInclusive: false)), "events exactly one gap apart");
        Assert.That(rows, Is.Not.EqualTo(SessionOracle.Of(clicks, gapMs - 1)), "the gap is a millisecond shorter");
        Assert.That(rows, Is.Not.EqualTo(SessionOracle.Of(clicks, gapMs + 1_000)), "the gap is a second longer: the data have whole seconds");
    }

    [Test]
    public void The_data_are_all_there()
    {
        Assert.That(RealClicks.Rees46(), Has.Count.EqualTo(17_434));
        Assert.That(RealClicks.Rees46()[0], Is.EqualTo(new DataClick("541312140", "view", 1_569_888_000_000, "/product/44600062")));

        // Two lines fewer than the file has: two of its addresses have a line break in them, in quotes.
        Assert.That(RealClicks.Wikipedia(), Has.Count.EqualTo(63_524));
        Assert.That(RealClicks.Wikipedia()[0], Is.EqualTo(new DataClick(
            "47dc43895814861e21a2edf93348c826", "view", 1_389_052_815_000, "https://www.nasa.gov/history/mercury/mercury.html")));
    }

    private static DataClick Click(string user, long timestampMs, string? page) => new(user, "view", timestampMs, page);
}
