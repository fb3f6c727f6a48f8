using ClickstreamAnalysis.State.Databases;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Split rules, clicks of some users in the order in which they arrive, and what the engine does between them.</summary>
/// <param name="Options">Gap and grace of few milliseconds, so that ties and exact limits are the rule.</param>
/// <param name="Rules">The split rules.</param>
/// <param name="Arrivals">The clicks.</param>
/// <param name="Actions">After the click of the same index: bit 0 sweeps, bit 1 commits, bit 2 crashes back to the last commit, once.</param>
/// <param name="MaxLiveEntries">How many users stay in memory after a commit.</param>
internal sealed record SplitCase(SessionWindows Options, SplitCaseRules Rules, ClickEvent[] Arrivals, int[] Actions, int MaxLiveEntries)
{
    /// <summary>A midnight in Berlin, in the middle of the times of the clicks.</summary>
    public static readonly long MidnightMs = new DateTimeOffset(2025, 6, 2, 22, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.CreateCustomTimeZone("two hours ahead", TimeSpan.FromHours(2), null, null);

    public static Gen<SplitCase> Any(bool isWithinGrace, SplitCaseRules rules = SplitCaseRules.All) =>
        from gap in Gen.Int[1, 12]
        from grace in Gen.Int[0, 12]
        from isExclusive in Gen.Bool
        from some in Gen.Int[0, (int)SplitCaseRules.All]
        from maxEvents in Gen.Int[1, 5]
        from maxDuration in Gen.Int[1, 25]
        from clicks in Click.Array[1, 24]
        from delays in Gen.Int[0, isWithinGrace ? grace : 40].Array[clicks.Length]
        from actions in Gen.Frequency((4, Gen.Const(0)), (4, Gen.Int[0, 3]), (1, Gen.Int[4, 7])).Array[clicks.Length]
        from maxLive in Gen.Int[0, 2]
        let active = (SplitCaseRules)some & rules
        let isCapped = active.HasFlag(SplitCaseRules.Caps) && active.HasValueRule()
        select new SplitCase(
            new SessionWindows
            {
                Gap = TimeSpan.FromMilliseconds(gap),
                GracePeriod = TimeSpan.FromMilliseconds(grace),
                Boundary = isExclusive ? GapBoundary.Exclusive : GapBoundary.Inclusive,
                MaxEvents = isCapped ? maxEvents : 10_000,
                MaxDuration = TimeSpan.FromMilliseconds(isCapped ? maxDuration : 10_000_000),
                SplitAtMidnight = active.HasFlag(SplitCaseRules.Midnight) ? s_zone : null,
            },
            active,
            [.. clicks.Zip(delays).OrderBy(pair => pair.First.TimestampMs + pair.Second).Select(pair => pair.First)],
            actions,
            maxLive);

    private static Gen<ClickEvent> Click { get; } = Gen.Select(
        Gen.Int[1, 2],
        Gen.Int[-30, 30],
        Gen.Frequency((5, Gen.Const("view")), (1, Gen.Const("login")), (1, Gen.Const("logout"))),
        Gen.Frequency((4, Gen.Const((string?)null)), (1, Gen.Const((string?)"a")), (1, Gen.Const((string?)"b"))),
        Gen.Frequency((4, Gen.Const((string?)null)), (1, Gen.Const((string?)"https://www.one.example/x")), (1, Gen.Const((string?)"two.example"))),
        Gen.Frequency((3, Gen.Const((string?)null)), (1, Gen.Const((string?)"phone")), (1, Gen.Const((string?)"laptop"))),
        Gen.Char['a', 'e'],
        (user, timeMs, name, campaign, referrer, device, page) => new ClickEvent
        {
            User = $"u{user}",
            Name = name,
            TimestampMs = MidnightMs + timeMs,
            Campaign = campaign,
            Referrer = referrer,
            UserAgent = device,
            Page = $"/{page}",
        });

    /// <summary>Runs the operator to the end of the input, with these rules or others.</summary>
    public SessionRun Run(StateDatabase database, bool withChanges = true, int partition = 0, SessionWindows? other = null, SplitCaseRules? otherRules = null) =>
        new SessionRun(other ?? Options, database, MaxLiveEntries, withChanges, partition, splits => (otherRules ?? Rules).Apply(splits))
            .Play(Arrivals, Actions, static (run, click) => run.Send(click));

    public override string ToString() =>
        $"{Rules}, gap {Options.Gap.TotalMilliseconds} {Options.Boundary}, grace {Options.GracePeriod.TotalMilliseconds}, at most {Options.MaxEvents} events and "
        + $"{Options.MaxDuration.TotalMilliseconds} ms, {MaxLiveEntries} live: "
        + string.Join(' ', Arrivals.Zip(Actions, (click, action) =>
            $"{click.User}@{click.TimestampMs - MidnightMs}{click.Page} {click.Name} {click.Campaign} {click.Referrer} {click.UserAgent}:{action};"));
}
