using ShopAnalytics.Results;
using ShopAnalytics.Terminal;
using Spectre.Console;

namespace ClickstreamAnalysis.Tests.Samples;

[TestFixture]
public sealed class ViewTests
{
    private static readonly ViewData s_data = new()
    {
        Source = "[bold]clicks[/].csv",
        Log = "embedded log in '/a/very/long/path/that/does/not/fit/into/eighty/columns/of/any/terminal/there/is'",
        State = StreamsState.Running,
        Uptime = TimeSpan.FromSeconds(3_723),
        Metrics = new StreamsMetrics { Processed = 1_234_567, Late = 12, Failed = 3, Rejected = 4, LagRecords = 5, Dropped = [new("sessions", "session-closed", 1_012)] },
        Rates = [1, 2, 3, 4],
        Fed = 1_234_600,
        HasEnded = false,
        MemoryBytes = 150 * 1024 * 1024,
        Messages = ["12:00:00 [red]not markup[/]"],
        Results = new LiveResults.Snapshot(
            77, 33, [new ClosedSession("[user]", 1_569_888_000_000, 1_569_890_400_000, 3, "/in", "/out/" + new string('x', 200))],
            [new("view", 1_000), new("cart", 250), new("purchase", 50)], [("/product/1", 9_876)]),
    };

    [TestCase(80, 24)]
    [TestCase(130, 42)]
    [TestCase(200, 60)]
    [TestCase(60, 20)]
    public void Render_AnySize_FillsTheScreenAndNoMore(int width, int height)
    {
        var lines = Draw(width, height);
        Assert.That(lines, Has.Length.EqualTo(height));
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(width));
    }

    [Test]
    public void Render_Data_ShowsWhatIsAskedFor()
    {
        var text = string.Join('\n', Draw(130, 42));
        string[] expected =
        [
            "running", "01:02:03", "1,234,567", "150 MiB", "sessions open", "33", "77", "[user]", "00:40:00", "/in", "view", "25.0 %", "5.0 %", "/product/1", "9,876",
            "[red]not markup[/]", "[bold]clicks[/].csv", "dropped by sessions 1,012 session-closed",
        ];
        foreach (var part in expected)
        {
            Assert.That(text, Does.Contain(part));
        }
    }

    [Test]
    public async Task PlainView_WithoutTerminal_PrintsALineNowAndThen()
    {
        var output = new StringWriter();
        var clock = new WatchedClock(DateTimeOffset.UnixEpoch);
        using var stop = new CancellationTokenSource();
        var showing = new PlainView(output, clock).ShowAsync(() => s_data, stop.Token);
        for (var line = 0; line < 2; line++)
        {
            Assert.That(await clock.TimerStarted.WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.That(await clock.TimerStarted.WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
        await stop.CancelAsync();
        await showing;
        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[0], Does.Contain("33 open, 77 closed").And.Contains("view 1,000 > cart 250 > purchase 50").And.Contains("lag 5").And.Contains("dropped by sessions 1,012 session-closed"));
    }

    [TestCase(0, 100, "")]
    [TestCase(50, 100, "█████")]
    [TestCase(100, 100, "██████████")]
    [TestCase(5, 100, "▌")]
    [TestCase(5, 0, "")]
    public void Bar_Part_HasItsLength(long part, long whole, string expected) => Assert.That(Figures.Bar(part, whole, 10), Is.EqualTo(expected));

    private static string[] Draw(int width, int height)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
        console.Profile.Height = height;
        console.Profile.Capabilities.Unicode = true;
        console.Write(LiveView.Render(s_data, width, height));
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
