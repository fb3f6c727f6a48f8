namespace ShopAnalytics.Results;

/// <summary>Keeps the current results for the views. Thread-safe.</summary>
internal sealed class LiveResults : IResultsListener
{
    private const int MaxRecent = 12;

    private readonly Lock _lock = new();
    private readonly Queue<ClosedSession> _recent = new();
    private readonly Dictionary<(string Tally, string Task, string Name), long> _countsByTask = [];
    private readonly Dictionary<string, long> _pages = [];
    private readonly Dictionary<string, long> _sessions = [];
    private IReadOnlyList<FunnelStepUsers> _funnel = [];

    public void OnSession(ClosedSession session, ReadOnlySpan<byte> json)
    {
        lock (_lock)
        {
            _recent.Enqueue(session);
            if (_recent.Count > MaxRecent)
            {
                _recent.Dequeue();
            }
        }
    }

    public void OnFunnel(IReadOnlyList<FunnelStepUsers> steps, ReadOnlySpan<byte> json)
    {
        lock (_lock)
        {
            _funnel = steps;
        }
    }

    public void OnCount(string tally, string task, string name, long count)
    {
        lock (_lock)
        {
            var sums = tally == CountNames.PageViews ? _pages : _sessions;
            sums[name] = sums.GetValueOrDefault(name) + count - _countsByTask.GetValueOrDefault((tally, task, name));
            _countsByTask[(tally, task, name)] = count;
        }
    }

    public void OnBatchEnd()
    {
    }

    public Snapshot Read(int pages)
    {
        lock (_lock)
        {
            long Sessions(string name) => _sessions.GetValueOrDefault(name);

            var closed = Sessions(CountNames.Closed);
            return new Snapshot(
                closed,
                Math.Max(0, Sessions(CountNames.Opened) - Sessions(CountNames.Merged) - closed),
                [.. _recent.Reverse()],
                _funnel,
                [.. _pages.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Take(pages).Select(p => (p.Key, p.Value))]);
        }
    }

    /// <param name="Closed">The number of closed sessions, of all runs.</param>
    /// <param name="Open">The number of open sessions.</param>
    /// <param name="Recent">The sessions that closed last, the newest first.</param>
    /// <param name="Funnel">The steps of the funnel, of all runs; empty before the first entry.</param>
    /// <param name="TopPages">The pages with the most views, of all runs.</param>
    internal sealed record Snapshot(
        long Closed, long Open, IReadOnlyList<ClosedSession> Recent, IReadOnlyList<FunnelStepUsers> Funnel, IReadOnlyList<(string Page, long Views)> TopPages);
}
