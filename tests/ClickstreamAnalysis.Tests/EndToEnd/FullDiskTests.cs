using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>A disk that is full for a while, for real: the application waits and loses nothing.</summary>
public sealed class FullDiskTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("full-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Full_disk_is_waited_for_and_changes_no_result([Values("state", "log")] string which)
    {
        using var disk = SmallDisk.Mount(megabytes: 96);
        var state = which == "state" ? Path.Combine(disk.Path, "state") : Path.Combine(_directory, "state");
        var logDirectory = which == "log" ? Path.Combine(disk.Path, "log") : Path.Combine(_directory, "log");
        await using var log = new EmbeddedLog(logDirectory);
        var real = RealClicks.Rees46();
        var spanMs = real.Max(static click => click.TimestampMs) - real.Min(static click => click.TimestampMs) + 1;
        var chunks = new Queue<DataClick[]>(Enumerable.Range(0, 10)
            .SelectMany(round => real.Select(click => click with { TimestampMs = click.TimestampMs + (round * spanMs) }))
            .Chunk(4_000));
        var clicks = new List<DataClick>();
        var run = new ClickRun(log, 2);
        await run.CreateTopicsAsync();
        await log.Admin.CreateTopicAsync(new TopicSpecification("filler", 1));
        if (which == "log")
        {
            await ProduceAsync(chunks.Dequeue());
        }

        await using var application = new StreamsApplication(
            run.Topology(), log, run.Options with { InMemoryState = false, StateDirectory = state, Threads = 2, MaxLiveEntries = 50, WriteBackDelay = TimeSpan.Zero, CommitInterval = TimeSpan.FromMilliseconds(5) });
        if (which == "log")
        {
            disk.Fill();
            FillFilesThatAreThere(log);
        }

        // What is full at the start is waited for there.
        var starting = application.StartAsync();
        if (which == "state")
        {
            // The clicks come after the disk is full. The database reserved room in its files, and how many clicks use it up depends on the commits.
            await starting;
            disk.Fill();
            while (application.State != StreamsState.WaitingForDisk && chunks.TryDequeue(out var chunk))
            {
                await ProduceAsync(chunk);
                await UntilAsync(() => application.State == StreamsState.WaitingForDisk || application.Metrics.Read == clicks.Count, application);
            }
        }

        await UntilAsync(() => application.State == StreamsState.WaitingForDisk || starting.IsFaulted, application);
        Assert.That(starting.IsFaulted, Is.False, () => $"{starting.Exception}");
        disk.Free();
        await starting;
        await application.DrainAsync().WaitAsync(s_patience);

        Assert.That(run.ReadSessions(), Is.EqualTo(SessionOracle.Of(clicks, (long)ClickRun.Gap.TotalMilliseconds)));
        Assert.That(run.ReadFunnel(), Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
        Assert.That(application.Metrics, Has.Property(nameof(StreamsMetrics.Read)).EqualTo(clicks.Count).And.Property(nameof(StreamsMetrics.StateRebuilds)).Zero);

        Task ProduceAsync(DataClick[] chunk)
        {
            clicks.AddRange(chunk);
            return run.ProduceAsync(chunk);
        }
    }

    /// <summary>RocksDB reserves room in its files beforehand.</summary>
    private static void FillFilesThatAreThere(EmbeddedLog log)
    {
        var value = new byte[100_000];
        new Random(1).NextBytes(value);
        using var producer = log.CreateProducer(new LogProducerOptions());
        Assert.That(
            () =>
            {
                for (var i = 0; i < 2_000; i++)
                {
                    producer.Produce(new RawRecord("filler", 0, -1, 1, [1], true, value, true));
                    producer.Flush(s_patience);
                }
            },
            Throws.TypeOf<RecordLogFullException>());
    }

    private static async Task UntilAsync(Func<bool> condition, StreamsApplication application)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(application.Completion.IsCompleted, Is.False, () => $"it ended: {application.Completion.Exception}");
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(s_patience), $"{application.State}, {application.Metrics}");
            await Task.Delay(10);
        }
    }
}
