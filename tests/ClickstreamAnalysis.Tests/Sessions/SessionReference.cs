using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>
/// The rules of sessions written down as plainly as possible, for clicks in any order: groups of whole clicks, looked through from
/// one end to the other each time. It knows no caps.
/// </summary>
internal sealed class SessionReference
{
    private readonly List<(string User, List<DataClick> Clicks)> _open = [];
    private readonly List<SessionRow> _closed = [];
    private readonly List<DataClick> _late = [];

    private SessionReference()
    {
    }

    /// <summary>All sessions in order of user and start.</summary>
    public IEnumerable<SessionRow> Sessions => _closed.OrderBy(row => row.User, StringComparer.Ordinal).ThenBy(row => row.StartMs);

    /// <summary>Late clicks as they came.</summary>
    public IReadOnlyList<DataClick> Late => _late;

    public static SessionReference Of(SessionCase sessions)
    {
        var reference = new SessionReference();
        var gapMs = sessions.GapMs;
        var waitMs = gapMs + (long)sessions.Options.GracePeriod.TotalMilliseconds;
        var streamTimeMs = long.MinValue;
        foreach (var click in sessions.Arrivals)
        {
            streamTimeMs = Math.Max(streamTimeMs, click.TimestampMs);
            reference.Close(group => group.Max(member => member.TimestampMs) + waitMs < streamTimeMs);
            var near = reference._open.Where(group => group.User == click.User && group.Clicks.Any(member => IsNear(member, click))).ToList();
            if (near.Count == 0 && click.TimestampMs + waitMs < streamTimeMs)
            {
                reference._late.Add(click);
                continue;
            }

            reference._open.RemoveAll(near.Contains);
            reference._open.Add((click.User, [.. near.SelectMany(group => group.Clicks), click]));
        }

        reference.Close(_ => true);
        return reference;

        bool IsNear(DataClick a, DataClick b) => Math.Abs(a.TimestampMs - b.TimestampMs) is var distance
            && (sessions.Options.Boundary == GapBoundary.Inclusive ? distance <= gapMs : distance < gapMs);
    }

    private void Close(Func<List<DataClick>, bool> isOver)
    {
        foreach (var (user, clicks) in _open.Where(group => isOver(group.Clicks)))
        {
            var views = clicks.Where(click => click.Page is not null).OrderBy(click => click.TimestampMs).ThenBy(click => click.Page, StringComparer.Ordinal).ToList();
            _closed.Add(new(
                user, clicks.Min(click => click.TimestampMs), clicks.Max(click => click.TimestampMs), clicks.Count,
                views.FirstOrDefault().Page, views.LastOrDefault().Page));
        }

        _open.RemoveAll(group => isOver(group.Clicks));
    }
}
