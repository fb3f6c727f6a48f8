using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Real click data through the embedded log and state on disk equals what SQL computes from the same file, row for row.</summary>
public sealed class RealDataOnDiskTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("clicks-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Sessions_and_funnel_equal_the_oracle(
        [Values("rees46", "wikipedia")] string data, [Values("1 shuffled", "3 shuffled", "8 shuffled", "3 in order")] string arrival)
    {
        var partitions = arrival[0] - '0';
        var clicks = Clicks(data);
        await using var log = OpenLog();
        var run = new ClickRun(log, partitions);
        await run.CreateTopicsAsync();
        await run.ProduceAsync(arrival.EndsWith("shuffled", StringComparison.Ordinal) ? Shuffle.WithinGrace(clicks, ClickRun.Grace, seed: partitions) : clicks);

        var metrics = await run.DrainAsync(OnDisk);

        AssertEqualsOracle(run, clicks);
        Assert.That(metrics, Has.Property(nameof(StreamsMetrics.Read)).EqualTo(clicks.Count).And.Property(nameof(StreamsMetrics.Late)).EqualTo(0));
    }

    [Test]
    public async Task Stopped_and_started_again_from_disk_it_reads_every_click_once([Values("rees46", "wikipedia")] string data)
    {
        const int Partitions = 3;
        const int Parts = 4;
        var clicks = Clicks(data);
        var parts = Shuffle.WithinGrace(clicks, ClickRun.Grace, seed: 7).Chunk((clicks.Count + Parts - 1) / Parts).ToArray();
        var read = new List<long>();
        foreach (var part in parts)
        {
            await using var log = OpenLog();
            var run = new ClickRun(log, Partitions, "restarted");
            await run.CreateTopicsAsync();
            await run.ProduceAsync(part);
            read.Add(await RunForSomeCommitsAsync(run, log));
        }

        Assert.That(read, Is.All.Positive, "every run did a part");
        await using var reopened = OpenLog();
        var last = new ClickRun(reopened, Partitions, "restarted");
        var metrics = await last.DrainAsync(OnDisk);

        AssertEqualsOracle(last, clicks);
        Assert.That(read.Sum() + metrics.Read, Is.EqualTo(clicks.Count));
        Assert.That(metrics.Late, Is.Zero);
    }

    private static IReadOnlyList<DataClick> Clicks(string data) => data == "rees46" ? RealClicks.Rees46() : RealClicks.Wikipedia();

    private static void AssertEqualsOracle(ClickRun run, IReadOnlyList<DataClick> clicks)
    {
        Assert.That(run.ReadSessions(), Is.EqualTo(SessionOracle.Of(clicks, (long)ClickRun.Gap.TotalMilliseconds)));
        Assert.That(run.ReadFunnel(), Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
    }

    /// <summary>Stops somewhere in the middle, wherever it happens to be.</summary>
    private async Task<long> RunForSomeCommitsAsync(ClickRun run, EmbeddedLog log)
    {
        // A commit after each poll, so that there is a middle however fast the machine is.
        await using var application = new StreamsApplication(run.Topology(), log, OnDisk(run.Options) with { CommitInterval = TimeSpan.Zero });
        await application.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (application.Metrics is not { Read: > 0 } && await look.WaitForNextTickAsync(patience.Token))
        {
            Assert.That(application.Completion.IsCompleted, Is.False, "it ended by itself");
        }

        await application.StopAsync(patience.Token);
        return application.Metrics.Read;
    }

    private EmbeddedLog OpenLog() => new(Path.Combine(_directory, "log"));

    private StreamsOptions OnDisk(StreamsOptions options) =>
        options with { InMemoryState = false, StateDirectory = Path.Combine(_directory, "state"), CommitInterval = TimeSpan.FromMilliseconds(5) };
}
