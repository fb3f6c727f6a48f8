using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>Where results go.</summary>
internal interface IOutput
{
    IResultsListener Listener { get; }

    /// <summary>Whether it takes only what earlier runs did not give it; else everything from the first result on.</summary>
    bool Continues { get; }

    /// <summary>The run has begun.</summary>
    void Begin(RunMonitor monitor);

    /// <summary>The run has ended, and every result was given.</summary>
    Task EndAsync(bool isComplete);
}
