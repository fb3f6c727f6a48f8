namespace ShopAnalytics.Results;

/// <summary>Receives committed results in batches, on one thread.</summary>
internal interface IResultsListener
{
    /// <summary>A session has closed.</summary>
    /// <param name="session">The session.</param>
    /// <param name="json">The session as it stands in the topic.</param>
    void OnSession(ClosedSession session, ReadOnlySpan<byte> json);

    /// <summary>The funnel has changed.</summary>
    /// <param name="steps">The steps of the funnel.</param>
    /// <param name="json">The funnel as it stands in the topic.</param>
    void OnFunnel(IReadOnlyList<FunnelStepUsers> steps, ReadOnlySpan<byte> json);

    /// <summary>A count of one task has changed.</summary>
    void OnCount(string tally, string task, string name, long count);

    /// <summary>The batch is complete.</summary>
    void OnBatchEnd();
}
