using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Funnels;
using ClickstreamAnalysis.Tests.Oracle;
using ClickstreamAnalysis.Tests.State;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>
/// Any clicks, in any order, with sweeps, commits, evictions and crashes anywhere: a failure prints its seed and its smallest case.
/// </summary>
[TestFixture]
public sealed class SessionPropertyTests
{
    private const int Cases = 5_000;
    private const int SqlCases = 250;

    [Test]
    public void Clicks_in_any_order_within_the_grace_give_the_sessions_that_sql_finds() =>
        SessionCase.Any(isWithinGrace: true).Sample(EqualsSql, iter: SqlCases, threads: 1, print: sessions => sessions.ToString());

    [Test]
    public void Clicks_in_any_order_give_what_the_rules_written_down_plainly_give() =>
        SessionCase.Any(isWithinGrace: false).Sample(EqualsReference, iter: Cases, print: sessions => sessions.ToString());

    [Test]
    public void The_same_holds_with_rows_in_RocksDB()
    {
        using var backend = new RocksDbBackend();
        var partition = 0;
        SessionCase.Any(isWithinGrace: false).Sample(
            sessions => EqualsReference(sessions, sessions.Run(backend.Database, partition: partition++)),
            iter: 150, threads: 1, print: sessions => sessions.ToString());
        Assert.That(backend.Database.CountRows("sessions:rows"), Is.Zero);
        Assert.That(backend.Database.CountRows("sessions:due"), Is.Zero);
    }

    [Test]
    public void The_order_within_the_grace_changes_nothing() =>
        SessionCase.Any(isWithinGrace: true).Sample(
            sessions =>
            {
                var inOrder = sessions with { Arrivals = [.. sessions.Arrivals.OrderBy(click => click.TimestampMs)] };
                var run = Run(sessions);
                Mismatch.UnlessEqual(Text(run.Rows), Text(Run(inOrder).Rows), "sessions");
                Mismatch.Unless(run.Late.Count == 0, "none is late");
            },
            iter: Cases,
            print: sessions => sessions.ToString());

    [Test]
    public void A_table_that_follows_the_changes_ends_with_the_closed_sessions_and_no_orphan() =>
        Gen.Bool.SelectMany(isCapped => SessionCase.Any(isWithinGrace: false, isCapped)).Sample(
            sessions =>
            {
                var run = Run(sessions);
                var table = ChangeTable.Of(run.Changes);
                Mismatch.Unless(table.Closed.SequenceEqual(run.Closed), "what was closed");
                Mismatch.Unless(table.Open == 0, "what was not closed");
            },
            iter: Cases,
            print: sessions => sessions.ToString());

    [Test]
    public void With_caps_no_session_is_too_large_no_click_is_lost_and_no_id_is_used_twice() =>
        SessionCase.Any(isWithinGrace: false, isCapped: true).Sample(
            sessions =>
            {
                var run = Run(sessions);
                Mismatch.Unless(run.Closed.All(session => session.EventCount <= sessions.Options.MaxEvents), "events");
                Mismatch.Unless(run.Closed.All(session => session.Duration <= sessions.Options.MaxDuration), "duration");
                Mismatch.Unless(run.Closed.Sum(session => session.EventCount) + run.Late.Count == sessions.Arrivals.Length, "clicks");
                var opened = run.Changes.Where(change => change.Kind == SessionChangeKind.Opened).Select(change => (change.Session.Key, change.Session.Id));
                Mismatch.Unless(opened.Distinct().Count() == opened.Count(), "ids");
            },
            iter: Cases,
            print: sessions => sessions.ToString());

    [Test]
    public void The_tally_is_that_of_the_changes([Values] bool withChanges) =>
        SessionCase.Any(isWithinGrace: false, isCapped: true).Sample(
            sessions =>
            {
                // A task that crashes takes its tally along.
                var steady = sessions with { Actions = [.. sessions.Actions.Select(static action => action & 3)] };
                steady.Run(new MemoryStateDatabase(), withChanges: withChanges).HasTallyOf(Run(steady).Changes);
            },
            iter: Cases / 5,
            print: sessions => sessions.ToString());

    // A comparison that cannot fail shows nothing: each of these makes the engine wrong by the least there is.
    [Test]
    public void The_comparison_with_sql_notices_a_gap_that_is_off_by_one([Values(-1, 1)] int byMs) =>
        Assert.That(
            () => SessionCase.Any(isWithinGrace: true).Sample(
                sessions => EqualsSql(sessions, sessions.Run(new MemoryStateDatabase(), sessions.Options with { Gap = sessions.Options.Gap + TimeSpan.FromMilliseconds(byMs) })),
                iter: SqlCases, threads: 1),
            Throws.TypeOf<CsCheckException>().With.InnerException.TypeOf<Mismatch>());

    [Test]
    public void The_comparison_with_the_rules_notices_a_grace_that_is_off_by_one([Values(-1, 1)] int byMs) =>
        Assert.That(
            () => SessionCase.Any(isWithinGrace: false).Sample(
                sessions => EqualsReference(sessions, sessions.Run(
                    new MemoryStateDatabase(), sessions.Options with { GracePeriod = sessions.Options.GracePeriod + TimeSpan.FromMilliseconds(byMs) })),
                iter: Cases),
            Throws.TypeOf<CsCheckException>().With.InnerException.TypeOf<Mismatch>());

    private static void EqualsSql(SessionCase sessions) => EqualsSql(sessions, Run(sessions));

    private static void EqualsSql(SessionCase sessions, SessionRun run)
    {
        var expected = SessionOracle.Of(sessions.Arrivals, sessions.GapMs, sessions.Options.Boundary == GapBoundary.Inclusive);
        Mismatch.UnlessEqual(Text(run.Rows), Text(expected), "sessions");
        Mismatch.Unless(run.Late.Count == 0, "none is late");
    }

    private static void EqualsReference(SessionCase sessions) => EqualsReference(sessions, Run(sessions));

    private static void EqualsReference(SessionCase sessions, SessionRun run)
    {
        var reference = SessionReference.Of(sessions);
        Mismatch.UnlessEqual(Text(run.Rows), Text(reference.Sessions), "sessions");
        Mismatch.UnlessEqual(
            string.Join(' ', run.Late.Select(late => $"{late.Value.User}@{late.TimestampMs}{late.Value.Page}")),
            string.Join(' ', reference.Late.Select(late => $"{late.User}@{late.TimestampMs}{late.Page}")),
            "late clicks");
    }

    private static SessionRun Run(SessionCase sessions)
    {
        var database = new MemoryStateDatabase();
        var run = sessions.Run(database);
        Mismatch.Unless(database.CountRows("sessions:rows") == 0 && database.CountRows("sessions:due") == 0, "nothing stays behind");
        return run;
    }

    private static string Text(IEnumerable<SessionRow> rows) =>
        string.Join(' ', rows.Select(row => $"{row.User}[{row.StartMs},{row.EndMs}]{row.EventCount}{row.EntryPage}{row.ExitPage}"));
}
