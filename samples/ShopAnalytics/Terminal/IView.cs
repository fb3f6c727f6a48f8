using ShopAnalytics.Results;

namespace ShopAnalytics.Terminal;

/// <summary>Shows how a run goes.</summary>
internal interface IView
{
    /// <summary>Shows until <paramref name="stop"/> is cancelled.</summary>
    Task ShowAsync(Func<ViewData> read, CancellationToken stop);

    /// <summary>Says how it ended.</summary>
    void ShowSummary(RunSummary summary, ViewData last);
}
