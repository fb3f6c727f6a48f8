using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Funnels;
using ClickstreamAnalysis.Tests.Oracle;
using ClickstreamAnalysis.Tests.State;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>
/// Any split rules together and any clicks, in any order, with sweeps, commits, evictions and crashes anywhere: a failure prints its seed and its
/// smallest case.
/// </summary>
[TestFixture]
public sealed class SplitPropertyTests
{
    private const int Cases = 5_000;

    [Test]
    public void Clicks_in_any_order_within_the_grace_give_the_sessions_of_the_rules_written_down_plainly([Values] bool withChanges) =>
        SplitCase.Any(isWithinGrace: true).Sample(
            splits => EqualsReference(splits, Run(splits, withChanges)), iter: Cases, print: splits => splits.ToString());

    [Test]
    public void Midnight_alone_gives_the_sessions_of_the_rules_written_down_plainly() =>
        SplitCase.Any(isWithinGrace: true, SplitCaseRules.Midnight).Sample(
            splits => EqualsReference(splits, Run(splits)), iter: Cases, print: splits => splits.ToString());

    [Test]
    public void Midnight_alone_gives_the_sessions_that_sql_finds()
    {
        SplitCase.Any(isWithinGrace: true, SplitCaseRules.Midnight).Sample(EqualsSql, iter: 100, threads: 1, print: splits => splits.ToString());
        Assert.That(
            () => SplitCase.Any(isWithinGrace: true, SplitCaseRules.Midnight).Sample(
                splits => EqualsSql(splits, splits.Run(new MemoryStateDatabase(), other: splits.Options with { SplitAtMidnight = null })), iter: 100, threads: 1),
            Throws.TypeOf<CsCheckException>().With.InnerException.TypeOf<Mismatch>());
    }

    [Test]
    public void The_same_holds_with_rows_in_RocksDB()
    {
        using var backend = new RocksDbBackend();
        var partition = 0;
        SplitCase.Any(isWithinGrace: true).Sample(
            splits => EqualsReference(splits, splits.Run(backend.Database, partition: partition++)),
            iter: 100, threads: 1, print: splits => splits.ToString());
        Assert.That(backend.Database.CountRows("sessions:rows"), Is.Zero);
    }

    [Test]
    public void A_table_that_follows_the_changes_ends_with_the_closed_sessions_and_no_orphan() =>
        SplitCase.Any(isWithinGrace: false).Sample(
            splits =>
            {
                var run = Run(splits);
                var table = ChangeTable.Of(run.Changes);
                Mismatch.Unless(table.Closed.SequenceEqual(run.Closed), "what was closed");
                Mismatch.Unless(table.Open == 0, "what was not closed");
            },
            iter: Cases,
            print: splits => splits.ToString());

    [Test]
    public void No_click_is_lost_or_counted_twice_and_no_id_is_used_twice() =>
        SplitCase.Any(isWithinGrace: false).Sample(
            splits =>
            {
                var run = Run(splits);
                Mismatch.Unless(run.Closed.Sum(session => session.EventCount) + run.Late.Count == splits.Arrivals.Length, "clicks");
                Mismatch.Unless(run.Closed.Sum(session => session.Aggregate.PageViews) + run.Late.Count == splits.Arrivals.Length, "page views");
                var opened = run.Changes.Where(change => change.Kind == SessionChangeKind.Opened).Select(change => (change.Session.Key, change.Session.Id));
                Mismatch.Unless(opened.Distinct().Count() == opened.Count(), "ids");
            },
            iter: Cases,
            print: splits => splits.ToString());

    [Test]
    public void With_caps_no_session_is_too_large_but_one_of_a_single_millisecond() =>
        SplitCase.Any(isWithinGrace: false).Sample(
            splits =>
            {
                var run = Run(splits);
                Mismatch.Unless(run.Closed.All(session => session.EventCount <= splits.Options.MaxEvents || session.StartMs == session.EndMs), "events");
                Mismatch.Unless(run.Closed.All(session => session.Duration <= splits.Options.MaxDuration), "duration");
            },
            iter: Cases,
            print: splits => splits.ToString());

    [Test]
    public void Closed_sessions_are_those_of_a_run_without_commits_evictions_and_crashes() =>
        SplitCase.Any(isWithinGrace: false).Sample(
            splits =>
            {
                var calm = splits with { Actions = new int[splits.Arrivals.Length], MaxLiveEntries = 1_000 };
                Mismatch.UnlessEqual(Text(SplitReference.Of(Run(splits).Closed)), Text(SplitReference.Of(Run(calm).Closed)), "sessions");
            },
            iter: Cases,
            print: splits => splits.ToString());

    [Test]
    public void The_tally_is_that_of_the_changes([Values] bool withChanges) =>
        SplitCase.Any(isWithinGrace: false).Sample(
            splits =>
            {
                // A task that crashes takes its tally along.
                var steady = splits with { Actions = [.. splits.Actions.Select(static action => action & 3)] };
                steady.Run(new MemoryStateDatabase(), withChanges: withChanges).HasTallyOf(Run(steady).Changes);
            },
            iter: Cases / 5,
            print: splits => splits.ToString());

    // A comparison that cannot fail shows nothing: each of these leaves a rule out or makes the engine wrong by the least there is.
    [TestCase(SplitCaseRules.Midnight)]
    [TestCase(SplitCaseRules.Campaign)]
    [TestCase(SplitCaseRules.Referrer)]
    [TestCase(SplitCaseRules.Login)]
    [TestCase(SplitCaseRules.Logout)]
    [TestCase(SplitCaseRules.Device)]
    public void The_comparison_notices_a_rule_that_is_missing(object rule) =>
        AssertNoticed(splits => splits.Run(
            new MemoryStateDatabase(),
            other: (SplitCaseRules)rule == SplitCaseRules.Midnight ? splits.Options with { SplitAtMidnight = null } : splits.Options,
            otherRules: splits.Rules & ~(SplitCaseRules)rule));

    [Test]
    public void The_comparison_notices_caps_that_are_off_by_one([Values(-1, 1)] int by)
    {
        AssertNoticed(splits => splits.Run(new MemoryStateDatabase(), other: splits.Options with { MaxEvents = Math.Max(1, splits.Options.MaxEvents + by) }));
        AssertNoticed(splits => splits.Run(
            new MemoryStateDatabase(),
            other: splits.Options with { MaxDuration = splits.Options.MaxDuration + TimeSpan.FromMilliseconds(by * (splits.Options.MaxDuration.TotalMilliseconds > 1 ? 1 : 0)) }));
    }

    [Test]
    public void The_comparison_notices_a_grace_that_is_shorter() =>
        AssertNoticed(splits => splits.Run(new MemoryStateDatabase(), other: splits.Options with { GracePeriod = splits.Options.GracePeriod / 2 }));

    private static void AssertNoticed(Func<SplitCase, SessionRun> run) =>
        Assert.That(
            () => SplitCase.Any(isWithinGrace: true).Sample(splits => EqualsReference(splits, run(splits)), iter: Cases),
            Throws.TypeOf<CsCheckException>().With.InnerException.TypeOf<Mismatch>());

    private static void EqualsSql(SplitCase splits) => EqualsSql(splits, Run(splits));

    private static void EqualsSql(SplitCase splits, SessionRun run)
    {
        var expected = SessionOracle.Of(
            splits.Arrivals.Select(click => new DataClick(click.User, click.Name, click.TimestampMs, click.Page)),
            (long)splits.Options.Gap.TotalMilliseconds,
            splits.Options.Boundary == GapBoundary.Inclusive,
            splits.Options.SplitAtMidnight is null ? null : SplitCase.MidnightMs);
        Mismatch.UnlessEqual(string.Join(' ', run.Rows), string.Join(' ', expected), "sessions");
    }

    private static void EqualsReference(SplitCase splits, SessionRun run)
    {
        Mismatch.UnlessEqual(Text(SplitReference.Of(run.Closed)), Text(SplitReference.Of(splits)), "sessions");
        Mismatch.Unless(run.Late.Count == 0, "none is late");
    }

    private static SessionRun Run(SplitCase splits, bool withChanges = true)
    {
        var database = new MemoryStateDatabase();
        var run = splits.Run(database, withChanges);
        Mismatch.Unless(database.CountRows("sessions:rows") == 0 && database.CountRows("sessions:due") == 0, "nothing stays behind");
        return run;
    }

    private static string Text(List<string> sessions) => string.Join("; ", sessions);
}
