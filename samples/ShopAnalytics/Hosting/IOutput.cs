using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>Where results go.</summary>
internal interface IOutput
{
    IResultsListener Listener { get; }

    /// <summary>Whether it takes only what earlier runs did not give it; else it begins anew.</summary>
    bool Continues { get; }

    /// <summary>How many sessions of earlier runs it wants to see of each partition; null for all.</summary>
    int? NewestSessions { get; }

    /// <summary>The run has begun.</summary>
    void Begin(RunMonitor monitor);

    /// <summary>The run has ended, and every result was given.</summary>
    Task EndAsync(bool isComplete);
}
