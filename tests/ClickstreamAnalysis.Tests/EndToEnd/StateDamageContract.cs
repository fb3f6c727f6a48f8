using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>State files that are damaged between two runs, or found to be damaged by the second one, change no result.</summary>
[TestFixture]
public abstract class StateDamageContract
{
    private const int Partitions = 2;

    private string _directory = "";

    /// <summary>Opens the log.</summary>
    protected abstract Task<IRecordLog> OpenAsync();

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("damage-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    /// <summary>Runs three times, each with a third of the clicks, and damages a file before the last.</summary>
    /// <param name="files">The files to damage.</param>
    /// <param name="damage">What happens to each of them.</param>
    /// <returns>What the last run counted.</returns>
    protected async Task<StreamsMetrics> RunAsync(string files, Action<string> damage)
    {
        await using var log = await OpenAsync();
        var clicks = RealClicks.Rees46().Take(3_000).ToList();
        var run = new ClickRun(log, Partitions);
        await run.CreateTopicsAsync();
        var options = run.Options with { InMemoryState = false, StateDirectory = _directory, Threads = 2, MaxLiveEntries = 50 };

        // The second start moves what the first run wrote from the write-ahead log to table files.
        await ProcessAsync(run, log, options, clicks[..1_000]);
        await ProcessAsync(run, log, options, clicks[1_000..2_000]);
        Assert.That(Damage(options, files, damage), Is.Positive, $"there are files like {files}");
        await run.ProduceAsync(clicks[2_000..]);
        var metrics = await run.DrainAsync(_ => options);

        Assert.That(run.ReadSessions(), Is.EqualTo(SessionOracle.Of(clicks, (long)ClickRun.Gap.TotalMilliseconds)));
        Assert.That(run.ReadFunnel(), Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
        Assert.That(metrics.Read, Is.EqualTo(1_000), "nothing is processed twice");
        return metrics;
    }

    private static async Task ProcessAsync(ClickRun run, IRecordLog log, StreamsOptions options, List<DataClick> clicks)
    {
        await run.ProduceAsync(clicks);
        await using var application = new StreamsApplication(run.Topology(), log, options);
        await application.StartAsync();
        var started = TimeProvider.System.GetTimestamp();
        while (application.Metrics.Read < clicks.Count)
        {
            Assert.That(application.Completion.IsCompleted, Is.False, () => $"{application.Completion.Exception}");
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(60)));
            await Task.Delay(10);
        }

        await application.StopAsync();
    }

    private static int Damage(StreamsOptions options, string files, Action<string> damage)
    {
        var found = Directory.GetFiles(Path.Combine(options.StateDirectory!, options.ApplicationId, "rocksdb"), files);
        Array.ForEach(found, path => damage(path));
        return found.Length;
    }
}
