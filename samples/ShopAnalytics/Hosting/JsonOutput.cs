using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>Results for scripts.</summary>
/// <remarks>
/// A run until the end gives the complete result, also when earlier runs did a part of the work. A run without end goes on where
/// the last one stopped.
/// </remarks>
internal sealed class JsonOutput(Stream stdout, bool untilEnd) : IOutput
{
    private readonly JsonLines _lines = new(stdout);
    private RunMonitor? _monitor;

    public IResultsListener Listener => _lines;

    public bool Continues => !untilEnd;

    public int? NewestSessions => null;

    public void Begin(RunMonitor monitor) => _monitor = monitor;

    public Task EndAsync(bool isComplete)
    {
        _lines.WriteSummary(_monitor!.Summarise(isComplete));
        return Task.CompletedTask;
    }
}
