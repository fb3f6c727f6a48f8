using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A drain that waits for others says for whom, on any log.</summary>
[TestFixture]
public abstract class DrainWaitContract
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Opens the log.</summary>
    protected abstract Task<IRecordLog> OpenAsync();

    [Test]
    public async Task Transaction_of_another_producer_is_named_with_its_partition_and_offsets()
    {
        await using var log = await OpenAsync();
        var name = await CreateTopicsAsync(log, 1);
        var input = new TopicPartition($"{name}-in", 0);
        Produce(log, input);
        using var other = log.CreateProducer(new LogProducerOptions { TransactionalId = $"{name}-other" });
        other.InitTransactions(s_patience);
        other.BeginTransaction();
        other.Produce(new RawRecord(input.Topic, 0, -1, 1, [1], true, [2], true));
        other.Flush(s_patience);
        using var logged = new CollectingLoggerFactory();
        await using var application = new StreamsApplication(Copy(name), log, OptionsOf(name, logged));
        await application.StartAsync();

        var draining = application.DrainAsync();
        await UntilAsync(() => logged.Warnings.Any(warning => warning.Contains("transaction of another producer", StringComparison.Ordinal)), draining);
        other.CommitTransaction(s_patience);
        await draining.WaitAsync(s_patience);

        var warning = logged.Warnings.Single(warning => warning.StartsWith("The drain of", StringComparison.Ordinal));
        Assert.That(warning, Does.Contain($"{input} to its last stable offset 1, and its end is 2").And.Match("since [0-9:]{8} UTC"));
        Assert.That(application.Metrics.Processed, Is.EqualTo(2));
    }

    [Test]
    public async Task Tasks_that_another_instance_holds_are_named_with_the_group()
    {
        await using var log = await OpenAsync();
        var name = await CreateTopicsAsync(log, 2);
        await using var holder = new StreamsApplication(Copy(name), log, OptionsOf(name, null));
        await holder.StartAsync();
        using var logged = new CollectingLoggerFactory();
        await using var application = new StreamsApplication(Copy(name), log, OptionsOf(name, logged));
        await application.StartAsync();
        await UntilAsync(() => holder.Metrics.Tasks == 1 && application.Metrics.Tasks == 1, application.Completion);

        var draining = application.DrainAsync();
        await UntilAsync(() => logged.Warnings.Any(warning => warning.Contains("does not hold the tasks", StringComparison.Ordinal)), draining);
        await holder.StopAsync();
        await draining.WaitAsync(s_patience);

        Assert.That(
            logged.Warnings.First(warning => warning.Contains("does not hold", StringComparison.Ordinal)),
            Does.Match("tasks 0_[01] for").And.Contain($"other members of the group '{name}'").And.Contain("stop the other instances"));
    }

    private static StreamsOptions OptionsOf(string name, CollectingLoggerFactory? logged)
    {
        var options = new StreamsOptions { ApplicationId = name, InMemoryState = true, EarliestEventTime = null, DrainReportDelay = TimeSpan.FromSeconds(1) };
        return logged is null ? options : options with { LoggerFactory = logged };
    }

    private static async Task<string> CreateTopicsAsync(IRecordLog log, int partitions)
    {
        var name = $"drain-{Guid.NewGuid():N}"[..14];
        await log.Admin.CreateTopicAsync(new TopicSpecification($"{name}-in", partitions));
        await log.Admin.CreateTopicAsync(new TopicSpecification($"{name}-out", partitions));
        return name;
    }

    private static Topology Copy(string name)
    {
        var builder = new TopologyBuilder();
        builder.Stream($"{name}-in", Serdes.Bytes, Serdes.Bytes).To($"{name}-out");
        return builder.Build();
    }

    private static void Produce(IRecordLog log, TopicPartition partition)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        producer.Produce(new RawRecord(partition.Topic, partition.Partition, -1, 1, [1], true, [2], true));
        producer.Flush(s_patience);
    }

    private static async Task UntilAsync(Func<bool> condition, Task failure)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(failure.IsCompleted, Is.False, "it ended");
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(s_patience));
            await Task.Delay(20);
        }
    }
}
