using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>Receives the results of a run.</summary>
internal interface IOutput
{
    IResultsListener Listener { get; }

    /// <summary>Whether it continues behind the results of earlier runs; otherwise it receives all results again.</summary>
    bool Continues { get; }

    /// <summary>The number of sessions of earlier runs to read from each partition; null for all.</summary>
    int? NewestSessions { get; }

    /// <summary>The run has started.</summary>
    void Begin(RunMonitor monitor);

    /// <summary>The run has ended; no results follow.</summary>
    Task EndAsync(bool isComplete);
}
