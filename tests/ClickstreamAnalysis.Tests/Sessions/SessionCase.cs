using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.Tests.Data;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Options, clicks of some users in the order in which they arrive, and what the engine does between them.</summary>
/// <param name="Options">Gap and grace of few milliseconds, so that ties and exact limits are the rule.</param>
/// <param name="Arrivals">The clicks.</param>
/// <param name="Actions">After the click of the same index: bit 0 sweeps, bit 1 commits, bit 2 crashes back to the last commit, once.</param>
/// <param name="MaxLiveEntries">How many users stay in memory after a commit.</param>
internal sealed record SessionCase(SessionWindows Options, DataClick[] Arrivals, int[] Actions, int MaxLiveEntries)
{
    public long GapMs => (long)Options.Gap.TotalMilliseconds;

    public static Gen<SessionCase> Any(bool isWithinGrace, bool isCapped = false) =>
        from gap in Gen.Int[1, 10]
        from grace in Gen.Int[0, 10]
        from isExclusive in Gen.Bool
        from maxEvents in isCapped ? Gen.Int[1, 4] : Gen.Const(10_000)
        from maxDuration in isCapped ? Gen.Int[1, 30] : Gen.Const(10_000_000)
        from clicks in Click.Array[1, 24]
        from delays in Gen.Int[0, isWithinGrace ? grace : 40].Array[clicks.Length]
        from actions in Gen.Frequency((4, Gen.Const(0)), (4, Gen.Int[0, 3]), (1, Gen.Int[4, 7])).Array[clicks.Length]
        from maxLive in Gen.Int[0, 2]
        select new SessionCase(
            new SessionWindows
            {
                Gap = TimeSpan.FromMilliseconds(gap),
                GracePeriod = TimeSpan.FromMilliseconds(grace),
                Boundary = isExclusive ? GapBoundary.Exclusive : GapBoundary.Inclusive,
                MaxEvents = maxEvents,
                MaxDuration = TimeSpan.FromMilliseconds(maxDuration),
            },
            [.. clicks.Zip(delays).OrderBy(pair => pair.First.TimestampMs + pair.Second).Select(pair => pair.First)],
            actions,
            maxLive);

    private static Gen<DataClick> Click { get; } = Gen.Select(
        Gen.Int[1, 3], Gen.Int[0, 60], Gen.OneOf(Gen.Const((string?)null), Gen.Char['a', 'c'].Select(page => (string?)$"/{page}")),
        (user, timeMs, page) => new DataClick($"u{user}", "view", timeMs, page));

    /// <summary>Runs the operator to the end of the input, on these options or on others.</summary>
    public SessionRun Run(StateDatabase database, SessionWindows? other = null, int partition = 0, bool withChanges = true) =>
        new SessionRun(other ?? Options, database, MaxLiveEntries, withChanges, partition)
            .Play(Arrivals, Actions, static (run, click) => run.Send(click));

    public override string ToString() =>
        $"gap {GapMs} {Options.Boundary}, grace {Options.GracePeriod.TotalMilliseconds}, at most {Options.MaxEvents} events and "
        + $"{Options.MaxDuration.TotalMilliseconds} ms, {MaxLiveEntries} live: "
        + string.Join(' ', Arrivals.Zip(Actions, (click, action) => $"{click.User}@{click.TimestampMs}{click.Page}:{action}"));
}
