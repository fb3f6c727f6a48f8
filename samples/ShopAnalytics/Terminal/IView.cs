using ShopAnalytics.Results;

namespace ShopAnalytics.Terminal;

/// <summary>Shows the progress of a run.</summary>
internal interface IView
{
    /// <summary>Shows until <paramref name="stop"/> is cancelled.</summary>
    Task ShowAsync(Func<ViewData> read, CancellationToken stop);

    /// <summary>Shows the final figures of the run.</summary>
    void ShowSummary(RunSummary summary, ViewData last);
}
