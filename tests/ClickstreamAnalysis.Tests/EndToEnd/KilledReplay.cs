using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>A replay of the shop's clicks by the sample host, killed several times on its way and started again with the same arguments.</summary>
internal sealed class KilledReplay(string stateDirectory, string applicationId, int speed, params string[] more)
{
    private const int Partitions = 3;
    private const int Kills = 3;
    private const string LocalState = "has local state";
    private const string NoLocalState = "has no local state";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_gap = TimeSpan.FromMinutes(10);

    private readonly HashSet<string> _keptTasks = [.. Enumerable.Range(0, Partitions).Select(static partition => $"0_{partition}")];

    private IEnumerable<string> Arguments =>
    [
        "--replay", Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "rees46", "events.csv.gz"),
        "--speed", $"{speed}", // the clicks are those of 10,200 seconds
        "--json", "--until-end",
        "--state", stateDirectory,
        "--application-id", applicationId,
        "--gap", $"{s_gap.TotalMinutes}min",
        "--partitions", $"{Partitions}",
        "--commit-interval", "50ms",
        .. more,
    ];

    /// <summary>Kills it again and again, lets it come to its end, and checks what it said on the way.</summary>
    public void Run()
    {
        var sessions = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            var started = TimeProvider.System.GetTimestamp();
            using var killed = SampleProcess.Start(Arguments);
            if (kill > 0)
            {
                killed.WaitUntil(() => SourceTasks(killed).Count == Partitions, "its tasks", s_patience);

                // A time is no test on a busy machine. That the group gives the place back at once is a test of the log's contract.
                TestContext.Out.WriteLine($"its tasks came {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s after the start");
                AssertKeptState(killed);
            }

            sessions = Math.Max(sessions, killed.Sessions) + 50;
            killed.WaitUntil(() => killed.Sessions >= sessions, $"{sessions} sessions", s_patience);
            Assert.That(killed.Kill(), Is.EqualTo(128 + 9), "killed, not ended");
            Assert.That(killed.Summary, Is.Null, "in the middle");
        }

        using var last = SampleProcess.Start(Arguments);
        Assert.That(last.WaitForEnd(s_patience), Is.Zero, () => string.Join('\n', last.Messages));
        AssertKeptState(last);
        var clicks = RealClicks.Rees46();
        var summary = last.Summary!.Value;
        Assert.That(summary.GetProperty("complete").GetBoolean(), Is.True);
        Assert.That(summary.GetProperty("fed").GetInt64(), Is.EqualTo(clicks.Count));
        Assert.That(summary.GetProperty("read").GetInt64(), Is.Positive.And.LessThan(clicks.Count), "the killed ones did a part");
        Assert.That(
            last.LastOf("funnel")!.Value.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("users").GetInt64()),
            Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
    }

    /// <summary>What is on the log is what SQL makes of the file, each session once.</summary>
    public void AssertEqualsOracle(IRecordLog log)
    {
        var clicks = RealClicks.Rees46();
        var run = new ClickRun(log, Partitions, applicationId);
        Assert.That(run.ReadSessions(), Is.EqualTo(SessionOracle.Of(clicks, (long)s_gap.TotalMilliseconds)));
        Assert.That(run.ReadFunnel(), Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
    }

    // Tasks behind a repartition topic may have been killed before they wrote anything.
    private void AssertKeptState(SampleProcess run)
    {
        TestContext.Out.WriteLine($"{run.Sessions} sessions; {string.Join("; ", Of(run, LocalState))}");
        Assert.That(SourceTasks(run), Has.Count.EqualTo(Partitions));
        Assert.That(Of(run, LocalState), Has.All.Match(@"Task \S+ has local state; \d+ changelog offsets are replayed"));
        Assert.That(TasksOf(run, NoLocalState), Has.None.AnyOf([.. _keptTasks]), "nothing was wiped");
        _keptTasks.UnionWith(TasksOf(run, LocalState));
    }

    private static IReadOnlyCollection<string> SourceTasks(SampleProcess run) =>
        TasksOf(run, LocalState).Where(static task => task.StartsWith("0_", StringComparison.Ordinal)).ToHashSet();

    private static IEnumerable<string> TasksOf(SampleProcess run, string what) => Of(run, what).Select(static message => message.Split(' ')[1]);

    private static string[] Of(SampleProcess run, string what) => [.. run.Messages
        .Where(message => message.Contains(what, StringComparison.Ordinal))
        .Select(message => message[(message.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim())];
}
