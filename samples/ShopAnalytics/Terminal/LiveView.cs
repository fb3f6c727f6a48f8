using ClickstreamAnalysis;
using ShopAnalytics.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ShopAnalytics.Terminal;

/// <summary>A full screen that is redrawn in place.</summary>
internal sealed class LiveView(IAnsiConsole console, TimeProvider clock) : IView
{
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(250);

    // The other screen is left when the action returns, so it has to wait, and needs a thread to wait on.
    public Task ShowAsync(Func<ViewData> read, CancellationToken stop) =>
        Task.Run(() => console.AlternateScreen(() => ShowFramesAsync(read, stop).GetAwaiter().GetResult()), CancellationToken.None);

    public void ShowSummary(RunSummary summary, ViewData last)
    {
        console.Write(Status(last, console.Profile.Width));
        console.Write(Funnel(last, Math.Max(8, console.Profile.Width - 50)));
        console.Write(Pages(last, console.Profile.Width, rows: 5));
        console.MarkupLine(summary.IsComplete ? "[green]Done: everything is read, closed and committed.[/]" : "Stopped. Start again to continue.");
    }

    /// <summary>One frame of the screen.</summary>
    public static IRenderable Render(ViewData data, int width, int height)
    {
        var status = data.Metrics.Dropped.Count == 0 ? 7 : 8;
        var messages = Math.Clamp(height - 22 - status, 1, 5);
        var middle = Math.Max(5, height - 2 - status - 2 - messages) / 2;
        var root = new Layout().SplitRows(
            new Layout("status").Size(status),
            new Layout("middle").SplitColumns(new Layout("funnel").Ratio(1), new Layout("pages").Ratio(1)).Size(Math.Max(7, middle)),
            new Layout("sessions"),
            new Layout("messages").Size(messages + 2));
        root["status"].Update(Status(data, width));
        root["funnel"].Update(Funnel(data, Math.Max(8, (width / 2) - 38)));
        root["pages"].Update(Pages(data, width / 2, Math.Max(3, middle - 2)));
        root["sessions"].Update(Sessions(data, width));
        root["messages"].Update(Boxed("Messages", new Rows(data.Messages.TakeLast(messages).Select(m => new Text(Figures.Cut(m, width - 4))))));
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
        var grid = new Grid();
        for (var cell = 0; cell < 3; cell++)
        {
            grid.AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap().RightAligned().PadRight(6));
        }

        void Row(params (string Name, string Value)[] cells) =>
            grid.AddRow([.. cells.SelectMany(c => new IRenderable[] { new Markup($"[grey]{c.Name}[/]"), new Markup($"[bold]{Markup.Escape(c.Value)}[/]") })]);

        Row(
            ("clicks/s", Figures.Count(data.Rate)),
            ("sessions open", Figures.Count(data.Results.Open)),
            ("memory", Figures.Bytes(data.MemoryBytes)));
        Row(
            ("processed", Figures.Count(metrics.Processed)),
            ("sessions closed", Figures.Count(data.Results.Closed)),
            ("lag", $"{Figures.Count(metrics.LagRecords)} clicks"));
        Row(
            ("late", Figures.Count(metrics.Late)),
            ("failed", Figures.Count(metrics.Failed)),
            ("rejected", Figures.Count(metrics.Rejected)));
        IRenderable[] losses = metrics.Dropped.Count == 0
            ? []
            : [new Text(Figures.Cut($"dropped by {Figures.Losses(metrics.Dropped)}", width - 4), new Style(Color.Yellow))];
        var feeding = data.HasEnded ? " (all there is)" : "";
        var state = data.State == StreamsState.Running ? "[green]running[/]" : $"[yellow]{data.State.ToString().ToLowerInvariant()}[/]";
        return Boxed(
            $"ShopAnalytics [grey]·[/] {state} [grey]·[/] {Figures.Elapsed(data.Uptime)}",
            new Rows(
            [
                new Text(Figures.Cut($"from {data.Source} · {Figures.Count(data.Fed)} fed{feeding} · {data.Log}", width - 4)),
                grid,
                .. losses,
                new Markup($"[grey]clicks/s[/] [blue]{Figures.Sparkline(data.Rates)}[/]"),
            ]));
    }

    private static Panel Funnel(ViewData data, int width)
    {
        var table = Plain("step", "", "users", "of first");
        table.Columns[2].RightAligned();
        table.Columns[3].RightAligned();
        var first = data.Results.Funnel.Count == 0 ? 0 : data.Results.Funnel[0].Users;
        foreach (var step in data.Results.Funnel)
        {
            table.AddRow(
                new Text(step.Name),
                new Markup($"[blue]{Figures.Bar(step.Users, first, width)}[/]"),
                new Text(Figures.Count(step.Users)),
                new Text(Figures.Percent(step.Users, first)));
        }

        return Boxed("Funnel", table);
    }

    private static Panel Pages(ViewData data, int width, int rows)
    {
        var table = Plain("page", "views");
        table.Columns[1].RightAligned();
        foreach (var (page, views) in data.Results.TopPages.Take(rows))
        {
            table.AddRow(new Text(Figures.Cut(page, width - 18)), new Text(Figures.Count(views)));
        }

        return Boxed("Top pages", table);
    }

    private static Panel Sessions(ViewData data, int width)
    {
        // Widths of their own: else one long page would leave no room for the rest.
        const int fixedWidths = 16 + 19 + 8 + 6;
        const int gaps = 4 + (6 * 2);
        var pageWidth = Math.Max(8, (width - fixedWidths - gaps) / 2);
        var table = Plain("user", "start (UTC)", "duration", "events", "entry page", "exit page");
        table.Columns[0].Width(16);
        table.Columns[1].Width(19);
        table.Columns[2].Width(8).RightAligned();
        table.Columns[3].Width(6).RightAligned();
        table.Columns[4].Width(pageWidth);
        table.Columns[5].Width(pageWidth);
        foreach (var session in data.Results.Recent)
        {
            table.AddRow(
                new Text(Figures.Cut(session.User, 16)),
                new Text(Figures.Time(session.Start)),
                new Text(Figures.Elapsed(TimeSpan.FromMilliseconds(session.End - session.Start))),
                new Text(Figures.Count(session.EventCount)),
                new Text(Figures.Cut(session.EntryPage ?? "", pageWidth)),
                new Text(Figures.Cut(session.ExitPage ?? "", pageWidth)));
        }

        return Boxed("Sessions closed last", table);
    }

    private static Table Plain(params string[] columns)
    {
        var table = new Table().NoBorder().Expand();
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn($"[grey]{column}[/]").NoWrap());
        }

        return table;
    }

    private static Panel Boxed(string title, IRenderable content) => new Panel(content).Header($" {title} ").RoundedBorder().BorderColor(Color.Grey).Expand();
}
