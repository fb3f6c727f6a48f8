using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>With many partitions a commit has a record or two of each: what it leaves on the heap is by the task, not by the record.</summary>
[NonParallelizable]
public sealed class CommitAllocationTests
{
    private const int Partitions = 300;
    private const int Rounds = 10;

    // A generation's offsets, the embedded log's transaction with the input mark of the task, and the user's changing state.
    private const int BudgetOfATask = 900;

    private string _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("commits-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Click_in_each_of_many_partitions_leaves_little_behind()
    {
        await using var log = new EmbeddedLog(Path.Combine(_directory, "log"));
        await log.Admin.CreateTopicAsync(new TopicSpecification("clicks", Partitions));
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.ForEach(static _ => { }, "ignore");
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), new SimulatedLog(), SteppedApplication.Options with { InMemoryState = false, StateDirectory = Path.Combine(_directory, "state") }, seen: log);
        using var producer = log.CreateProducer(new LogProducerOptions());
        var round = 0;
        for (; round < Rounds; round++)
        {
            RunRound(application, producer, round);
        }

        var commits = application.Metrics.Commits;
        var allocated = 0L;
        for (; round < 2 * Rounds; round++)
        {
            allocated += RunRound(application, producer, round);
        }

        Assert.That(application.Metrics.Processed, Is.EqualTo(2 * Rounds * Partitions));
        Assert.That(application.Metrics.Commits - commits, Is.InRange(Rounds, 4 * Rounds));
        Assert.That(allocated / (double)(Rounds * Partitions), Is.LessThan(BudgetOfATask), "bytes for each task with something to commit");
    }

    private static long RunRound(SteppedApplication application, ILogProducer producer, int round)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            SteppedApplication.ProduceClick(
                producer, partition, $"user-{partition}", SteppedApplication.Now.ToUnixTimeMilliseconds() + round);
        }

        producer.Flush(TimeSpan.FromSeconds(5));
        var before = GC.GetAllocatedBytesForCurrentThread();
        application.RunToIdle();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
