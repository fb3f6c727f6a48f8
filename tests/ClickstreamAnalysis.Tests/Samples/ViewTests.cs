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
        Metrics = new StreamsMetrics { Processed = 1_234_567, Late = 12, Failed = 3, Rejected = 4, Partitions = [new("clicks", 0, null, 12_345_678)], Dropped = [new("sessions", "session-closed", 1_012)] },
        Rates = [1, 2, 3, 123_456],
        Fed = 1_234_600,
        HasEnded = false,
        MemoryBytes = 150 * 1024 * 1024,
        DataDirectory = "/data/it's here",
        DataBytes = 94 * 1024 * 1024,
        Messages = ["12:00:00 [red]not markup[/]"],
        Results = new LiveResults.Snapshot(
            77, 33, [new ClosedSession("[user]", 1_569_888_000_000, 1_569_890_400_000, 3, "/in", "/out/" + new string('x', 200))],
            [new("view", 12_345_678), new("cart", 3_086_420), new("purchase", 617_284)], [("/product/1", 98_765_432)]),
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

    [TestCase(80, 24)]
    [TestCase(120, 40)]
    public void Render_LargeNumbers_AreNotBrokenOverLines(int width, int height)
    {
        var text = string.Join('\n', Draw(width, height));
        string[] expected =
        [
            "123,456 clicks/s", "lag 12,345,678", "this run  processed 1,234,567 · late 12 · failed 3 · rejected 4",
            "all runs  fed 1,234,600 · sessions open 33 · sessions closed 77", "Funnel, all runs", "12,345,678", "100.0 %", "Top pages, all runs", "98,765,432",
        ];
        Assert.Multiple(() => Array.ForEach(expected, part => Assert.That(text, Does.Contain(part))));
        Assert.That(text.Split('\n').Count(line => line.Contains("[user]", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(text, Does.Contain("00:40:00        3    /in"), "one line a session");
    }

    [Test]
    public void Render_WideAndControlCharacters_KeepTheFrame()
    {
        var data = s_data with
        {
            Results = s_data.Results with { TopPages = [(string.Concat(Enumerable.Repeat("商品\n", 40)), 98_765_432), ("/2", 1)] },
        };
        var lines = Draw(80, 24, data);
        Assert.That(lines, Has.Length.EqualTo(24));
        Assert.That(lines.Single(line => line.Contains("98,765,432", StringComparison.Ordinal)), Does.EndWith("98,765,432 │"));
    }

    [Test]
    public void DataOf_Run_SaysHowToRemoveIt()
    {
        var text = Endings.DataOf(s_data);
        Assert.That(text, Does.StartWith("Data: 94 MiB in '/data/it's here'"));
        Assert.That(text, OperatingSystem.IsWindows() ? Does.Contain("rmdir /s /q \"") : Does.EndWith(@"rm -r '/data/it'\''s here'"));
    }

    [Test]
    public void Render_Data_ShowsWhatIsAskedFor()
    {
        var text = string.Join('\n', Draw(130, 42));
        string[] expected =
        [
            "running", "01:02:03", "1,234,567", "150 MiB", "sessions open 33", "sessions closed 77", "[user]", "00:40:00", "/in", "view", "25.0 %", "5.0 %", "/product/1", "98,765,432",
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
        Assert.That(lines[0], Does.Contain("all runs: sessions 33 open, 77 closed").And.Contains("view 12,345,678 > cart 3,086,420 > purchase 617,284").And.Contains("lag 12,345,678").And.Contains("this run: 1,234,586 clicks").And.Contains("dropped by sessions 1,012 session-closed"));
    }

    [TestCase(0, 100, "")]
    [TestCase(50, 100, "█████")]
    [TestCase(100, 100, "██████████")]
    [TestCase(5, 100, "▌")]
    [TestCase(5, 0, "")]
    public void Bar_Part_HasItsLength(long part, long whole, string expected) => Assert.That(Figures.Bar(part, whole, 10), Is.EqualTo(expected));

    private static string[] Draw(int width, int height, ViewData? data = null)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
        console.Profile.Height = height;
        console.Profile.Capabilities.Unicode = true;
        console.Write(LiveView.Render(data ?? s_data, width, height));
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
