using System.Globalization;
using ShopAnalytics.Results;

namespace ShopAnalytics.Terminal;

/// <summary>Prints a line every two seconds, where there is no terminal to draw on.</summary>
internal sealed class PlainView(TextWriter output, TimeProvider clock) : IView
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    public async Task ShowAsync(Func<ViewData> read, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await output.WriteLineAsync(Line(read()));
            await output.FlushAsync(CancellationToken.None);
            await Task.Delay(s_interval, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void ShowSummary(RunSummary summary, ViewData last)
    {
        output.WriteLine(Line(last));
        foreach (var (page, views) in last.Results.TopPages)
        {
            output.WriteLine($"{Figures.Count(views),12} {page}");
        }

        output.WriteLine(Endings.Of(summary));
        output.WriteLine(Endings.DataOf(last));
        output.Flush();
    }

    private static string Line(ViewData data)
    {
        var metrics = data.Metrics;
        var funnel = string.Join(" > ", data.Results.Funnel.Select(step => $"{step.Name} {Figures.Count(step.Users)}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Figures.Elapsed(data.Uptime)} {data.State.ToString().ToLowerInvariant()}, this run: {Figures.Count(metrics.Read)} clicks ({Figures.Count(data.Rate)}/s), "
            + $"late {Figures.Count(metrics.Late)}, failed {Figures.Count(metrics.Failed)}, rejected {Figures.Count(metrics.Rejected)}, lag {Figures.Count(metrics.LagRecords)}, "
            + $"all runs: sessions {Figures.Count(data.Results.Open)} open, {Figures.Count(data.Results.Closed)} closed, "
            + $"funnel {(funnel.Length == 0 ? "empty" : funnel)}, {Figures.Bytes(data.MemoryBytes)}")
            + (metrics.Dropped.Count == 0 ? "" : $", dropped by {Figures.Losses(metrics.Dropped)}")
            + string.Concat(data.Work.Select(work => $", {Figures.NameOf(work.Kind)} {Figures.Rest(work)}"))
            + (data.Waits.Count == 0 ? "" : $", waits since {data.Waits[0].Since.ToLocalTime():HH:mm:ss}: {data.Waits[0].Text}");
    }
}
