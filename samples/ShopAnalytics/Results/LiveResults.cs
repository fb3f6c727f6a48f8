namespace ShopAnalytics.Results;

/// <summary>The results as they are now, for the views. Thread-safe.</summary>
internal sealed class LiveResults : IResultsListener
{
    private const int MaxRecent = 12;

    private readonly Lock _lock = new();
    private readonly Queue<ClosedSession> _recent = new();
    private readonly Dictionary<string, long> _pages = [];
    private readonly Dictionary<string, long> _pagesByTask = [];
    private IReadOnlyList<FunnelStepUsers> _funnel = [];
    private long _closed;
    private long _opened;

    public void OnSession(ClosedSession session)
    {
        lock (_lock)
        {
            _closed++;
            _recent.Enqueue(session);
            if (_recent.Count > MaxRecent)
            {
                _recent.Dequeue();
            }
        }
    }

    public void OnOpenSessions(int change)
    {
        lock (_lock)
        {
            _opened += change;
        }
    }

    public void OnFunnel(IReadOnlyList<FunnelStepUsers> steps)
    {
        lock (_lock)
        {
            _funnel = steps;
        }
    }

    public void OnPage(string key, string page, long views)
    {
        lock (_lock)
        {
            _pages[page] = _pages.GetValueOrDefault(page) + views - _pagesByTask.GetValueOrDefault(key);
            _pagesByTask[key] = views;
        }
    }

    public void OnBatchEnd()
    {
    }

    public Snapshot Read(int pages)
    {
        lock (_lock)
        {
            return new Snapshot(
                _closed,
                Math.Max(0, _opened - _closed),
                [.. _recent.Reverse()],
                _funnel,
                [.. _pages.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Take(pages).Select(p => (p.Key, p.Value))]);
        }
    }

    /// <param name="Closed">How many sessions are over.</param>
    /// <param name="Open">How many are not.</param>
    /// <param name="Recent">The last of them, the newest first.</param>
    /// <param name="Funnel">The steps of the funnel; empty before anybody entered it.</param>
    /// <param name="TopPages">The pages opened most often.</param>
    internal sealed record Snapshot(
        long Closed, long Open, IReadOnlyList<ClosedSession> Recent, IReadOnlyList<FunnelStepUsers> Funnel, IReadOnlyList<(string Page, long Views)> TopPages);
}
