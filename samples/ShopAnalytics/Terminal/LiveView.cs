using System.Globalization;
using ShopAnalytics.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ShopAnalytics.Terminal;

/// <summary>A full screen that is redrawn in place.</summary>
/// <remarks>Every line is laid out here and cut to its width: a table would break numbers over lines on a small screen.</remarks>
internal sealed class LiveView(IAnsiConsole console, TimeProvider clock) : IView
{
    private const int Borders = 4;
    private const int CountWidth = 11;

    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(250);

    // The alternate screen is left when the action returns, so the action has to block, on a thread of its own.
    public Task ShowAsync(Func<ViewData> read, CancellationToken stop) =>
        Task.Run(() => console.AlternateScreen(() => ShowFramesAsync(read, stop).GetAwaiter().GetResult()), CancellationToken.None);

    public void ShowSummary(RunSummary summary, ViewData last)
    {
        var width = console.Profile.Width;
        console.Write(Status(last, width));
        console.Write(Funnel(last, width));
        console.Write(Pages(last, width, rows: 5));
        console.WriteLine(Endings.Of(summary));
        console.WriteLine(Endings.DataOf(last));
    }

    /// <summary>Lays out one frame of the screen.</summary>
    public static IRenderable Render(ViewData data, int width, int height)
    {
        var status = (data.Metrics.Dropped.Count == 0 ? 7 : 8) + ProgressLines(data, width).Count;
        var messages = Math.Clamp(height - 22 - status, 1, 5);
        var middle = Math.Max(6, (height - status - messages - 2) / 2);
        var root = new Layout().SplitRows(
            new Layout("status").Size(status),
            new Layout("middle").SplitColumns(new Layout("funnel").Size(width / 2), new Layout("pages")).Size(middle),
            new Layout("sessions"),
            new Layout("messages").Size(messages + 2));
        root["status"].Update(Status(data, width));
        root["funnel"].Update(Funnel(data, width / 2));
        root["pages"].Update(Pages(data, width - (width / 2), middle - 3));
        root["sessions"].Update(Sessions(data, width));
        root["messages"].Update(Boxed("Messages", width, [.. data.Messages.TakeLast(messages).Select(message => (message, Style.Plain))]));
        return root;
    }

    private async Task ShowFramesAsync(Func<ViewData> read, CancellationToken stop)
    {
        await console.Live(Render(read(), console.Profile.Width, console.Profile.Height)).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            while (!stop.IsCancellationRequested)
            {
                live.UpdateTarget(Render(read(), console.Profile.Width, console.Profile.Height));
                live.Refresh();
                await Task.Delay(s_frame, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
    }

    private static Panel Status(ViewData data, int width)
    {
        var metrics = data.Metrics;
        var results = data.Results;
        List<(string, Style)> lines =
        [
            ($"from {data.Source} · {data.Log}", Style.Plain),
            ($"now       {Figures.Count(data.Rate)} clicks/s · lag {Figures.Count(metrics.LagRecords)} · memory {Figures.Bytes(data.MemoryBytes)}", Style.Plain),
            ($"this run  processed {Figures.Count(metrics.Processed)} · late {Figures.Count(metrics.Late)} · failed {Figures.Count(metrics.Failed)} · rejected {Figures.Count(metrics.Rejected)}", Style.Plain),
            ($"all runs  fed {Figures.Count(data.Fed)}{(data.HasEnded ? " (all)" : "")} · sessions open {Figures.Count(results.Open)} · sessions closed {Figures.Count(results.Closed)}", Style.Plain),
            ($"clicks/s  {Figures.Sparkline(data.Rates)}", new Style(Color.Blue)),
        ];
        if (data.Dashboard is { } dashboard)
        {
            lines.Add(($"dashboard {dashboard}", Style.Plain));
        }

        if (metrics.Dropped.Count > 0)
        {
            lines.Insert(3, ($"          dropped by {Figures.Losses(metrics.Dropped)}", new Style(Color.Yellow)));
        }

        lines.AddRange(ProgressLines(data, width));
        return Boxed($"ShopAnalytics · {data.State.ToString().ToLowerInvariant()} · {Figures.Elapsed(data.Uptime)}", width, lines);
    }

    /// <summary>A bar for each long work, and the longest wait; nothing while there is neither.</summary>
    private static List<(string Text, Style Style)> ProgressLines(ViewData data, int width)
    {
        const int nameWidth = 10;
        var bar = Math.Clamp((width - Borders) / 4, 8, 40);
        List<(string, Style)> lines =
        [
            .. data.Work.Select(work => (
                $"{Figures.Fit(Figures.NameOf(work.Kind), nameWidth)}{Figures.Fit(Figures.Bar(work.Done, work.Total, bar), bar)} {Figures.Rest(work)}", new Style(Color.Green))),
        ];
        if (data.Waits.Count > 0)
        {
            lines.Add(($"{"waits",-nameWidth}{data.Waits[0].Since.ToLocalTime():HH:mm:ss} {data.Waits[0].Text}", new Style(Color.Yellow)));
        }

        return lines;
    }

    private static Panel Funnel(ViewData data, int width)
    {
        const int stepWidth = 8;
        const int percentWidth = 9;
        var bar = Math.Max(1, width - Borders - stepWidth - CountWidth - percentWidth - 1);
        var first = data.Results.Funnel.Count == 0 ? 0 : data.Results.Funnel[0].Users;
        return Boxed(
            "Funnel, all runs",
            width,
            [
                ($"{"step".PadRight(stepWidth + bar + 1)}{"users",CountWidth}{"of first",percentWidth}", new Style(Color.Grey)),
                .. data.Results.Funnel.Select(step =>
                    ($"{Figures.Fit(step.Name, stepWidth)} {Figures.Fit(Figures.Bar(step.Users, first, bar), bar)}{Figures.Count(step.Users),CountWidth}{Figures.Percent(step.Users, first),percentWidth}",
                    Style.Plain)),
            ]);
    }

    private static Panel Pages(ViewData data, int width, int rows)
    {
        var page = Math.Max(1, width - Borders - CountWidth);
        return Boxed(
            "Top pages, all runs",
            width,
            [
                ($"{Figures.Fit("page", page)}{"views",CountWidth}", new Style(Color.Grey)),
                .. data.Results.TopPages.Take(rows).Select(top => ($"{Figures.Fit(top.Page, page)}{Figures.Count(top.Views),CountWidth}", Style.Plain)),
            ]);
    }

    private static Panel Sessions(ViewData data, int width)
    {
        // A small screen has no room for year and seconds.
        var (format, time) = width < 100 ? ("MM-dd HH:mm", 11) : ("yyyy-MM-dd HH:mm:ss", 19);
        var user = Math.Clamp(width / 8, 10, 16);
        var page = Math.Max(4, (width - Borders - user - time - 26) / 2);

        string Line(string name, string start, string duration, string clicks, string entry, string exit) =>
            $"{Figures.Fit(name, user)} {Figures.Fit(start, time)}{duration,11}{clicks,9}    {Figures.Fit(entry, page)} {Figures.Fit(exit, page)}";

        return Boxed(
            "Sessions closed last",
            width,
            [
                (Line("user", "start (UTC)", "duration", "clicks", "entry page", "exit page"), new Style(Color.Grey)),
                .. data.Results.Recent.Select(session =>
                    (Line(
                        session.User,
                        DateTimeOffset.FromUnixTimeMilliseconds(session.Start).ToString(format, CultureInfo.InvariantCulture),
                        Figures.Elapsed(TimeSpan.FromMilliseconds(session.End - session.Start)),
                        Figures.Count(session.EventCount),
                        session.EntryPage ?? "",
                        session.ExitPage ?? ""),
                    Style.Plain)),
            ]);
    }

    private static Panel Boxed(string title, int width, IEnumerable<(string Text, Style Style)> lines) =>
        new Panel(new Rows(lines.Select(line => new Text(Figures.Cut(line.Text, width - Borders), line.Style))))
            .Header($" {Markup.Escape(title)} ").RoundedBorder().BorderColor(Color.Grey).Expand();
}
