namespace ShopAnalytics.Results;

/// <summary>Told of committed results, in batches, from one thread.</summary>
internal interface IResultsListener
{
    void OnSession(ClosedSession session);

    /// <summary>The funnel as it is now.</summary>
    void OnFunnel(IReadOnlyList<FunnelStepUsers> steps);

    /// <summary>How often something was counted, as far as one task knows.</summary>
    void OnCount(string tally, string task, string name, long count);

    /// <summary>That was all for now.</summary>
    void OnBatchEnd();
}
