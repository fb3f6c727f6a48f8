using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A drain that is cancelled, stopped, failed or asked for twice. It waits, because another producer has an open transaction.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class InterruptedDrainTests
{
    private static readonly TopicPartition s_input = new("in", 0);

    private readonly CancellationTokenSource _cancel = new();
    private SimulatedLog _log = null!;
    private ILogProducer _other = null!;

    [SetUp]
    public void OpenTransaction()
    {
        _log = SteppedApplication.LogWith(("in", 2), ("out", 2));
        Produce(s_input);
        _other = _log.CreateProducer(new LogProducerOptions { TransactionalId = "other" });
        _other.InitTransactions(Waiting.Patience);
        _other.BeginTransaction();
        _other.Produce(Record(s_input));
        _other.Flush(Waiting.Patience);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        _other.Dispose();
        _cancel.Dispose();
        await _log.DisposeAsync();
    }

    [Test]
    public async Task Cancelled_drain_throws_when_the_application_has_committed_and_stopped()
    {
        await using var application = await StartAsync();
        var draining = application.DrainAsync(_cancel.Token);
        await Waiting.UntilAsync(() => application.Metrics.Processed == 1);

        await _cancel.CancelAsync();

        var error = await Assert.CatchAsync<OperationCanceledException>(() => draining.WaitAsync(Waiting.Patience));
        Assert.That(error!.CancellationToken, Is.EqualTo(_cancel.Token));
        Assert.That(error.Message, Does.Contain("'app'").And.Contain("DrainAsync"));
        Assert.That(application.State, Is.EqualTo(StreamsState.Stopped));
        Assert.That(application.Completion.IsCompletedSuccessfully);
        Assert.That(Committed(), Is.EqualTo(1));
    }

    [Test]
    public async Task Drain_that_was_cancelled_before_it_began_stops_the_application_and_throws()
    {
        await using var application = await StartAsync();
        await _cancel.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => application.DrainAsync(_cancel.Token).WaitAsync(Waiting.Patience));

        Assert.That(application.State, Is.EqualTo(StreamsState.Stopped));
    }

    [Test]
    public async Task Drain_of_an_application_that_is_stopped_meanwhile_does_not_look_complete()
    {
        await using var application = await StartAsync();
        var draining = application.DrainAsync();

        await application.StopAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => draining.WaitAsync(Waiting.Patience));
    }

    [Test]
    public async Task Failure_of_the_application_ends_the_drain_and_is_thrown([Values] bool isCancelledThen)
    {
        await using var application = await StartAsync(fails: true);
        var draining = application.DrainAsync(_cancel.Token);
        await Assert.CatchAsync<StreamsException>(() => application.Completion.WaitAsync(Waiting.Patience));
        if (isCancelledThen)
        {
            await _cancel.CancelAsync();
        }

        await Assert.CatchAsync<StreamsException>(() => draining.WaitAsync(Waiting.Patience));
        await Assert.CatchAsync<StreamsException>(() => application.DrainAsync(_cancel.Token).WaitAsync(Waiting.Patience));

        Assert.That(application.State, Is.EqualTo(StreamsState.Failed));
    }

    [Test]
    public async Task Second_drain_waits_for_the_first()
    {
        await using var application = await StartAsync();
        var first = application.DrainAsync();

        // The task without the transaction is finished before the second call.
        await Waiting.UntilAsync(() => application.Describe().Work.Any(static work => work.Kind == WorkKind.Drain && work.Detail!.StartsWith("1 of 2", StringComparison.Ordinal)));
        var second = application.DrainAsync(_cancel.Token);
        _other.CommitTransaction(Waiting.Patience);

        await Task.WhenAll(first, second).WaitAsync(Waiting.Patience);

        Assert.That(application.Metrics.Processed, Is.EqualTo(2));
        Assert.That(async () => await application.DrainAsync(), Throws.InvalidOperationException.With.Message.Contains("has been stopped"));
    }

    [Test]
    public async Task Cancelling_one_of_two_drains_ends_both()
    {
        await using var application = await StartAsync();
        var first = application.DrainAsync();
        var second = application.DrainAsync(_cancel.Token);

        await _cancel.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => first.WaitAsync(Waiting.Patience));
        await Assert.CatchAsync<OperationCanceledException>(() => second.WaitAsync(Waiting.Patience));
        Assert.That(application.State, Is.EqualTo(StreamsState.Stopped));
    }

    [Test]
    public async Task Interrupted_drain_is_completed_by_that_of_the_next_run()
    {
        await using (var first = await StartAsync())
        {
            await _cancel.CancelAsync();
            await Assert.CatchAsync<OperationCanceledException>(() => first.DrainAsync(_cancel.Token).WaitAsync(Waiting.Patience));
        }

        _other.CommitTransaction(Waiting.Patience);
        await using var second = await StartAsync();
        await second.DrainAsync().WaitAsync(Waiting.Patience);

        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        Assert.That(Committed(), Is.EqualTo(consumer.QueryOffsets(s_input, Waiting.Patience).End));
    }

    private async Task<StreamsApplication> StartAsync(bool fails = false)
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).Filter((_, _) => fails ? throw new InvalidOperationException("the operator fails") : true).To("out");
        var application = new StreamsApplication(builder.Build(), _log, new StreamsOptions { ApplicationId = "app", InMemoryState = true, EarliestEventTime = null, ErrorOutput = TextWriter.Null });
        await application.StartAsync();
        return application;
    }

    private long Committed()
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { GroupId = "app" });
        return consumer.Committed([s_input], Waiting.Patience).Values.Single();
    }

    private void Produce(TopicPartition partition)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        producer.Produce(Record(partition));
        producer.Flush(Waiting.Patience);
    }

    private static RawRecord Record(TopicPartition partition) => new(partition.Topic, partition.Partition, -1, 1, [1], true, [2], true);
}
