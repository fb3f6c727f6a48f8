using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>The handler decides what happens to a stream thread that fails.</summary>
public sealed class UncaughtExceptionTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task ReplaceThread_FailureThatPasses_EachRecordCountsOnce()
    {
        const int Records = 300;
        var processed = 0;
        var asked = new List<UncaughtException>();
        var logged = new RecordedLogs();
        await using var log = LogWith(Records);
        await using var application = Create(log, () => FailAt(Interlocked.Increment(ref processed), 40, 41, 120), failure =>
        {
            asked.Add(failure);
            return UncaughtExceptionResponse.ReplaceThread;
        }, logged);
        await application.StartAsync();

        await application.DrainAsync().WaitAsync(s_patience);

        Assert.That(Counts(log), Is.EqualTo(Enumerable.Range(1, Records)), "in order, each once");
        Assert.That(asked.Select(failure => failure.ThreadName), Is.All.EqualTo("app-stream-0"));
        Assert.That(asked.Select(failure => failure.Failures), Is.EqualTo(new[] { 1, 2, 3 }).Or.EqualTo(new[] { 1, 2, 1 }).Or.EqualTo(new[] { 1, 1, 1 }).Or.EqualTo(new[] { 1, 1, 2 }));
        Assert.That(asked[0].Exception, Is.TypeOf<BadRecordException>());
        Assert.That(logged.With("failed and is replaced"), Has.Length.EqualTo(3));
        Assert.That(application.State, Is.EqualTo(StreamsState.Stopped));
    }

    [Test]
    public async Task ReplaceThread_FailureThatStays_StopsAfterTheBudget()
    {
        var asked = 0;
        await using var log = LogWith(1);
        await using var application = Create(log, () => throw new FormatException("no"), _ =>
        {
            asked++;
            return UncaughtExceptionResponse.ReplaceThread;
        });
        await application.StartAsync();

        var error = await Assert.ThrowsAsync<StreamsException>(() => application.Completion.WaitAsync(s_patience));

        Assert.That(asked, Is.EqualTo(4), "three replacements are allowed");
        Assert.That(error!.Message, Does.Contain("app-stream-0").And.Contain("4 times").And.Contain(nameof(StreamsOptions.MaxConsecutiveFailures)));
        Assert.That(error.InnerException, Is.TypeOf<BadRecordException>());
        Assert.That((application.State, application.Describe().Failure), Is.EqualTo((StreamsState.Failed, error.Message)));
    }

    [Test]
    public async Task Handler_ThatThrows_IsLogged_AndTheApplicationFailsWithTheFirstError()
    {
        var logged = new RecordedLogs();
        await using var log = LogWith(1);
        await using var application = Create(log, () => throw new FormatException("no"), _ => throw new NotSupportedException("handler"), logged);
        await application.StartAsync();

        Assert.That(async () => await application.Completion.WaitAsync(s_patience), Throws.TypeOf<BadRecordException>());
        Assert.That(logged.With(nameof(StreamsOptions.UncaughtExceptionHandler)), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task StopApplication_IsAskedOnce_AndFails()
    {
        var asked = 0;
        await using var log = LogWith(1);
        await using var application = Create(log, () => throw new FormatException("no"), _ =>
        {
            asked++;
            return UncaughtExceptionResponse.StopApplication;
        });
        await application.StartAsync();

        Assert.That(async () => await application.Completion.WaitAsync(s_patience), Throws.TypeOf<BadRecordException>());
        Assert.That(asked, Is.EqualTo(1));
    }

    private static StreamsApplication Create(
        SimulatedLog log, Action onRecord, Func<UncaughtException, UncaughtExceptionResponse> handler, RecordedLogs? logged = null) =>
        new(CountingTopology.Create("in", "out", onRecord), log, new StreamsOptions
        {
            ApplicationId = "app",
            InMemoryState = true,
            EarliestEventTime = null,
            CommitInterval = TimeSpan.Zero,
            MaxConsecutiveFailures = 3,
            UncaughtExceptionHandler = handler,
            LoggerFactory = logged ?? new RecordedLogs(),
        });

    private static SimulatedLog LogWith(int records)
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        using var producer = log.CreateProducer(new LogProducerOptions());
        for (var i = 0; i < records; i++)
        {
            producer.Produce(new RawRecord("in", 0, -1, i, new byte[4], true, new byte[4], true));
        }

        producer.Flush(s_patience);
        return log;
    }

    private static void FailAt(int record, params int[] failing)
    {
        if (failing.Contains(record))
        {
            throw new FormatException("no");
        }
    }

    private static List<long> Counts(SimulatedLog log)
    {
        var collector = new RecordCounts();
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new TopicPartitionOffset(new("out", 0), 0)]);
        while (consumer.Poll(TimeSpan.Zero, collector) > 0)
        {
        }

        return collector.Counts;
    }

    private sealed class RecordCounts : IRawRecordHandler
    {
        public List<long> Counts { get; } = [];

        public void OnRecord(in RawRecord record) => Counts.Add(Serdes.Int64.Deserialize(record.Value));
    }
}
