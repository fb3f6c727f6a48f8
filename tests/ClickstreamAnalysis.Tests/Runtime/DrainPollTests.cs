using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>How long a thread waits for records while it drains, and while it does not.</summary>
public sealed class DrainPollTests
{
    private static readonly TimeSpan s_live = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_draining = TimeSpan.FromMilliseconds(10);

    private static StreamsOptions Options => new() { ApplicationId = "app", InMemoryState = true, EarliestEventTime = null };

    [Test]
    public async Task Levels_that_follow_each_other_are_finished_without_a_wait()
    {
        await using var inner = SteppedApplication.LogWith(("in", 1), ("out", 1));
        Produce(inner, 3);
        await using var log = new PollRecordingLog(inner);
        await using var application = new StreamsApplication(ThreeLevels(), log, Options);
        await application.StartAsync();
        var draining = application.DrainAsync();
        log.Release();

        await draining.WaitAsync(Waiting.Patience);

        // The last polls are those of a thread that has finished all tasks and is not stopped yet.
        var drained = log.Polls.Reverse().SkipWhile(static poll => poll.Timeout > TimeSpan.Zero && poll.Records == 0).Reverse().ToArray();
        Assert.That(log.Polls.Select(static poll => poll.Timeout), Is.All.LessThanOrEqualTo(s_draining));
        Assert.That(drained.Where(static poll => poll.Timeout > TimeSpan.Zero && poll.Records == 0), Is.Empty);
        Assert.That(application.Metrics.Processed, Is.EqualTo(3));
    }

    [Test]
    public async Task Drain_that_waits_for_a_transaction_does_not_spin()
    {
        await using var inner = SteppedApplication.LogWith(("in", 1), ("out", 1));
        Produce(inner, 3);
        using var other = inner.CreateProducer(new LogProducerOptions { TransactionalId = "other" });
        other.InitTransactions(Waiting.Patience);
        other.BeginTransaction();
        other.Produce(Record(4));
        other.Flush(Waiting.Patience);
        await using var log = new PollRecordingLog(inner);

        // Polls are not limited by the next commit.
        await using var application = new StreamsApplication(ThreeLevels(), log, Options with { CommitInterval = TimeSpan.FromHours(1) });
        await application.StartAsync();
        var draining = application.DrainAsync();
        log.Release();
        await Waiting.UntilAsync(() => log.Polls.Sum(static poll => poll.Records) == 3);

        var before = log.Polls.Count;
        await Waiting.UntilAsync(() => log.Polls.Count >= before + 20);
        var waiting = log.Polls.Skip(before).Take(20).Select(static poll => poll.Timeout).ToArray();
        other.CommitTransaction(Waiting.Patience);
        await draining.WaitAsync(Waiting.Patience);

        Assert.That(waiting, Is.All.EqualTo(s_draining));
    }

    [Test]
    public async Task Thread_that_does_not_drain_waits_as_long_as_ever()
    {
        await using var inner = SteppedApplication.LogWith(("in", 1), ("out", 1));
        await using var log = new PollRecordingLog(inner);
        await using var application = new StreamsApplication(ThreeLevels(), log, Options);
        await application.StartAsync();
        log.Release();

        await Waiting.UntilAsync(() => log.Polls.Count(static poll => poll.Timeout == s_live) >= 3);
    }

    /// <summary>Three sub-topologies, each behind the one before.</summary>
    private static Topology ThreeLevels()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).Repartition("second", 1).Repartition("third", 1).To("out");
        return builder.Build();
    }

    private static void Produce(SimulatedLog log, int count)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        for (var i = 1; i <= count; i++)
        {
            producer.Produce(Record(i));
        }

        producer.Flush(Waiting.Patience);
    }

    private static RawRecord Record(long timestampMs) => new("in", 0, -1, timestampMs, [1], true, [2], true);
}
