namespace ShopAnalytics.Results;

/// <summary>Told of committed results, in batches, from one thread.</summary>
internal interface IResultsListener
{
    void OnSession(ClosedSession session);

    /// <summary>Sessions opened, or merged into others, which counts against; closed ones are told by <see cref="OnSession"/>.</summary>
    void OnOpenSessions(int change);

    /// <summary>The funnel as it is now.</summary>
    void OnFunnel(IReadOnlyList<FunnelStepUsers> steps);

    /// <summary>How often a page has been opened, as far as one task knows.</summary>
    /// <param name="key">Names task and page.</param>
    /// <param name="page">The page.</param>
    /// <param name="views">The count of that task.</param>
    void OnPage(string key, string page, long views);

    /// <summary>That was all for now.</summary>
    void OnBatchEnd();
}
