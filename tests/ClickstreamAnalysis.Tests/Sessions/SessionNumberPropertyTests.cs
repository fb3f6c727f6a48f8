using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Funnels;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>The numbers of any sessions, with sweeps, commits, evictions and crashes anywhere: a failure prints its seed and its smallest case.</summary>
[TestFixture]
public sealed class SessionNumberPropertyTests
{
    private const int Cases = 2_000;
    private const int LongestMs = 1_000;

    private static readonly Gen<int> s_retention = Gen.Int[1, 40];

    [Test]
    public void Sessions_are_numbered_in_the_order_in_which_they_close() =>
        Gen.Select(SessionCase.Any(isWithinGrace: true, isCapped: true), s_retention, Numbered).Sample(
            sessions => IsInOrder(sessions.Run(new MemoryStateDatabase()), sessions.Options), iter: Cases, print: sessions => sessions.ToString());

    [Test]
    public void Sessions_under_rules_by_value_are_numbered_in_the_order_in_which_they_close() =>
        Gen.Select(SplitCase.Any(isWithinGrace: true), s_retention, Numbered).Sample(
            splits => IsInOrder(splits.Run(new MemoryStateDatabase()), splits.Options), iter: Cases, print: splits => splits.ToString());

    [Test]
    public void Sweeps_commits_evictions_and_crashes_change_no_id_revision_and_number() =>
        Gen.Select(SessionCase.Any(isWithinGrace: false, isCapped: true), s_retention, Numbered).Sample(
            sessions =>
            {
                var calm = sessions with { Actions = new int[sessions.Arrivals.Length], MaxLiveEntries = 1_000 };
                Mismatch.UnlessEqual(Text(sessions.Run(new MemoryStateDatabase())), Text(calm.Run(new MemoryStateDatabase())), "sessions");
            },
            iter: Cases,
            print: sessions => sessions.ToString());

    [Test]
    public void Sweeps_commits_evictions_and_crashes_change_no_id_revision_and_number_under_rules_by_value() =>
        Gen.Select(SplitCase.Any(isWithinGrace: false), s_retention, Numbered).Sample(
            splits =>
            {
                var calm = splits with { Actions = new int[splits.Arrivals.Length], MaxLiveEntries = 1_000 };
                Mismatch.UnlessEqual(Text(splits.Run(new MemoryStateDatabase())), Text(calm.Run(new MemoryStateDatabase())), "sessions");
            },
            iter: Cases,
            print: splits => splits.ToString());

    [Test]
    public void The_number_of_an_open_session_is_final_when_clicks_come_in_order() =>
        Gen.Select(SessionCase.Any(isWithinGrace: true, isCapped: true), Gen.Const(LongestMs), Numbered).Sample(
            sessions => IsKept((sessions with { Arrivals = [.. sessions.Arrivals.OrderBy(click => click.TimestampMs)] }).Run(new MemoryStateDatabase())),
            iter: Cases,
            print: sessions => sessions.ToString());

    [Test]
    public void The_number_of_an_open_session_under_rules_by_value_is_final_when_clicks_come_in_order() =>
        Gen.Select(SplitCase.Any(isWithinGrace: true, SplitCaseRules.All & ~SplitCaseRules.Device), Gen.Const(LongestMs), Numbered).Sample(
            splits => IsKept((splits with { Arrivals = [.. splits.Arrivals.OrderBy(click => click.TimestampMs)] }).Run(new MemoryStateDatabase())),
            iter: Cases,
            print: splits => splits.ToString());

    private static void IsInOrder(SessionRun run, SessionWindows options)
    {
        foreach (var sessions in run.Closed.GroupBy(session => session.Key))
        {
            var (number, endMs) = (0L, long.MinValue);
            foreach (var session in sessions)
            {
                number = number == 0 || session.StartMs - endMs > options.NumberRetention!.Value.TotalMilliseconds ? 1 : number + 1;
                endMs = Math.Max(endMs, session.EndMs);
                Mismatch.Unless(session.Number == number, $"{session} is number {number}");
            }
        }
    }

    private static void IsKept(SessionRun run)
    {
        var last = new Dictionary<(string, SessionId), long>();
        foreach (var change in run.Changes)
        {
            var id = (change.Session.Key, change.Session.Id);
            if (change.Kind == SessionChangeKind.Merged)
            {
                // It has the number of the survivor.
                continue;
            }

            Mismatch.Unless(change.Kind == SessionChangeKind.Opened || last[id] == change.Session.Number, $"{change} had number {last.GetValueOrDefault(id)}");
            last[id] = change.Session.Number;
        }
    }

    private static string Text(SessionRun run) => string.Join("; ", run.Closed.OrderBy(session => session.Key, StringComparer.Ordinal));

    private static SessionCase Numbered(SessionCase sessions, int retentionMs) => sessions with { Options = Numbered(sessions.Options, retentionMs) };

    private static SplitCase Numbered(SplitCase splits, int retentionMs) => splits with { Options = Numbered(splits.Options, retentionMs) };

    private static SessionWindows Numbered(SessionWindows options, int retentionMs) => options with { NumberRetention = TimeSpan.FromMilliseconds(retentionMs) };
}
