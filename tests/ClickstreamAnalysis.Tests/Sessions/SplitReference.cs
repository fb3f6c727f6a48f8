namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>
/// The split rules written down as plainly as possible, over all clicks at once: for each user and device, from one millisecond to the next. It knows
/// no state, no order of arrival and no lateness.
/// </summary>
internal static class SplitReference
{
    /// <summary>The sessions as lines of text, sorted.</summary>
    public static List<string> Of(SplitCase splits) =>
        [.. splits.Arrivals
            .GroupBy(click => (click.User, Device: splits.Rules.HasFlag(SplitCaseRules.Device) ? click.UserAgent : null))
            .SelectMany(clicks => Split(splits, [.. clicks.GroupBy(click => click.TimestampMs).OrderBy(group => group.Key).Select(group => group.ToList())]))
            .Select(Text)
            .Order(StringComparer.Ordinal)];

    /// <summary>The closed sessions of the engine in the same form.</summary>
    public static List<string> Of(IEnumerable<Session<string, SessionFacts>> sessions) =>
        [.. sessions.Select(session => Text(
            session.Key, session.StartMs, session.EndMs, session.EventCount, session.Aggregate.EntryPage, session.Aggregate.ExitPage, session.Aggregate.Campaign))
            .Order(StringComparer.Ordinal)];

    private static List<List<ClickEvent>> Split(SplitCase splits, List<List<ClickEvent>> instants)
    {
        var sessions = new List<List<ClickEvent>>();
        foreach (var instant in instants)
        {
            if (sessions.Count == 0 || IsNew(splits, sessions[^1], instant))
            {
                sessions.Add([]);
            }

            sessions[^1].AddRange(instant);
        }

        return sessions;
    }

    private static bool IsNew(SplitCase splits, List<ClickEvent> session, List<ClickEvent> instant)
    {
        var (rules, options) = (splits.Rules, splits.Options);
        var (startMs, endMs, timeMs) = (session[0].TimestampMs, session[^1].TimestampMs, instant[0].TimestampMs);
        var gapMs = (long)options.Gap.TotalMilliseconds;
        var first = session.Where(click => click.TimestampMs == startMs).ToList();
        var last = session.Where(click => click.TimestampMs == endMs).ToList();
        return (options.Boundary == GapBoundary.Inclusive ? timeMs - endMs > gapMs : timeMs - endMs >= gapMs)
            || (rules.HasFlag(SplitCaseRules.Midnight) && endMs < SplitCase.MidnightMs && timeMs >= SplitCase.MidnightMs)
            || (rules.HasFlag(SplitCaseRules.Login) && instant.Exists(click => click.Name == "login"))
            || (rules.HasFlag(SplitCaseRules.Logout) && last.Exists(click => click.Name == "logout"))
            || (rules.HasFlag(SplitCaseRules.Campaign) && IsChange(first, instant, click => click.Campaign))
            || (rules.HasFlag(SplitCaseRules.Referrer) && IsChange(first, instant, click => click.Referrer switch
            {
                null => null,
                "https://www.one.example/x" => "one.example",
                var other => other,
            }))
            || session.Count + instant.Count > options.MaxEvents
            || timeMs - startMs > options.MaxDuration.TotalMilliseconds;
    }

    // Of the texts of one millisecond, the ordinally lowest counts.
    private static bool IsChange(List<ClickEvent> first, List<ClickEvent> instant, Func<ClickEvent, string?> text) =>
        instant.Select(text).Where(one => one is not null).Min(StringComparer.Ordinal) is { } now
        && now != first.Select(text).Where(one => one is not null).Min(StringComparer.Ordinal);

    private static string Text(List<ClickEvent> clicks)
    {
        var (startMs, endMs) = (clicks[0].TimestampMs, clicks[^1].TimestampMs);
        var campaigns = clicks.Where(click => click.Campaign is not null).ToList();
        return Text(
            clicks[0].User, startMs, endMs, clicks.Count,
            clicks.Where(click => click.TimestampMs == startMs).Select(click => click.Page).Min(StringComparer.Ordinal),
            clicks.Where(click => click.TimestampMs == endMs).Select(click => click.Page).Max(StringComparer.Ordinal),
            campaigns.Where(click => click.TimestampMs == campaigns[0].TimestampMs).Select(click => click.Campaign).Min(StringComparer.Ordinal));
    }

    private static string Text(string user, long startMs, long endMs, long count, string? entry, string? exit, string? campaign) =>
        $"{user}[{startMs - SplitCase.MidnightMs},{endMs - SplitCase.MidnightMs}]{count}{entry}{exit} {campaign}";
}
