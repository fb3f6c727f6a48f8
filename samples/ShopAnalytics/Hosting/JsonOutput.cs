using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>Prints results for scripts.</summary>
/// <remarks>
/// A run with <c>--until-end</c> prints the complete result, including the work of earlier runs. Any other run continues where the
/// last one stopped.
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
        _lines.WriteSummary(_monitor!.Summarize(isComplete));
        return Task.CompletedTask;
    }
}
