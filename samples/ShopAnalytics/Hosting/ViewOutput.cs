using ShopAnalytics.Results;
using ShopAnalytics.Terminal;

namespace ShopAnalytics.Hosting;

/// <summary>Shows results on a screen.</summary>
internal sealed class ViewOutput(IView view, Func<IReadOnlyList<string>> messages) : IOutput, IDisposable
{
    private readonly LiveResults _results = new();
    private readonly CancellationTokenSource _stop = new();
    private RunMonitor? _monitor;
    private Task _showing = Task.CompletedTask;

    public IResultsListener Listener => _results;

    public bool Continues => false;

    public int? NewestSessions => 20;

    public void Begin(RunMonitor monitor)
    {
        _monitor = monitor;
        _showing = view.ShowAsync(Read, _stop.Token);
    }

    public async Task EndAsync(bool isComplete)
    {
        await _stop.CancelAsync();
        await _showing;
        view.ShowSummary(_monitor!.Summarize(isComplete), Read() with { DataBytes = _monitor.MeasureData() });
    }

    public void Dispose() => _stop.Dispose();

    private ViewData Read() => _monitor!.Read() with { Results = _results.Read(pages: 12), Messages = messages() };
}
