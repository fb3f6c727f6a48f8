using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Logs;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>An application on a simulated log, driven turn by turn, with raw access to the topics around it.</summary>
internal sealed class SteppedApplication : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StreamsApplication _application;

    private SteppedApplication(SimulatedLog log, StreamsApplication application)
    {
        Log = log;
        _application = application;
    }

    public SimulatedLog Log { get; }

    public StreamsMetrics Metrics => _application.Metrics;

    /// <summary>The application itself.</summary>
    public StreamsApplication Application => _application;

    public static StreamsOptions Options { get; } = new()
    {
        ApplicationId = "app",
        InMemoryState = true,
        Threads = 0,
        CommitInterval = TimeSpan.Zero,
        TimeProvider = new FakeTimeProvider(Now),
        StartTimeout = TimeSpan.Zero,
        EarliestEventTime = null,
    };

    /// <summary>Makes a log with these topics.</summary>
    public static SimulatedLog LogWith(params (string Topic, int Partitions)[] topics)
    {
        var log = new SimulatedLog();
        foreach (var (topic, partitions) in topics)
        {
            log.Admin.CreateTopicAsync(new TopicSpecification(topic, partitions)).GetAwaiter().GetResult();
        }

        return log;
    }

    /// <param name="topology">What runs.</param>
    /// <param name="log">The log, which the test has raw access to.</param>
    /// <param name="options">How it runs; null for <see cref="Options"/>.</param>
    /// <param name="seen">The log as the application sees it; null for the log itself.</param>
    public static async Task<SteppedApplication> StartAsync(Topology topology, SimulatedLog log, StreamsOptions? options = null, IRecordLog? seen = null)
    {
        var application = new StreamsApplication(topology, seen ?? log, options ?? Options);
        await application.StartAsync();
        return new SteppedApplication(log, application);
    }

    public void Produce(string topic, int partition, long timestampMs, byte[]? key, byte[]? value)
    {
        using var producer = Log.CreateProducer(new LogProducerOptions());
        producer.Produce(new RawRecord(topic, partition, -1, timestampMs, key, key is not null, value, value is not null));
        producer.Flush(TimeSpan.FromSeconds(5));
    }

    /// <summary>A click as a producer on the web would write it: in JSON, by its user, with its event time.</summary>
    public void ProduceClick(int partition, string user, long timeMs) =>
        Produce("clicks", partition, timeMs, Encoding.UTF8.GetBytes(user), Click(user, timeMs));

    /// <summary>The same by a producer that goes on.</summary>
    public static void ProduceClick(ILogProducer producer, int partition, string user, long timeMs) =>
        producer.Produce(new RawRecord("clicks", partition, -1, timeMs, Encoding.UTF8.GetBytes(user), true, Click(user, timeMs), true));

    public static byte[] Click(string user, long timeMs, string page = "/") =>
        Encoding.UTF8.GetBytes($$"""{"user":"{{user}}","event":"view","ts":{{timeMs}},"page":"{{page}}"}""");

    /// <summary>One turn.</summary>
    public void Step() => _application.Step();

    /// <summary>Turns until two in a row had nothing to do; the first of them may have committed what the next one reads.</summary>
    public void RunToIdle()
    {
        var turns = 0;
        for (var idle = 0; idle < 2 || _application.State != StreamsState.Running; turns++)
        {
            Assert.That(turns, Is.LessThan(10_000), $"the application does not come to rest: {_application.State}, {Metrics}");
            idle = _application.Step() ? 0 : idle + 1;
        }
    }

    /// <summary>A view of the last commits; turns until the tasks have published them.</summary>
    /// <param name="clock">The clock of the application, which advances to the next commit; null when every turn commits.</param>
    public StateView Query(FakeTimeProvider? clock = null) => Complete(_application.QueryAsync().AsTask(), clock);

    /// <summary>A view of some stores.</summary>
    public StateView Query(IReadOnlyCollection<string> stores) => Complete(_application.QueryAsync(stores).AsTask(), clock: null);

    private StateView Complete(Task<StateView> pending, FakeTimeProvider? clock)
    {
        for (var turns = 0; !pending.IsCompleted; turns++)
        {
            Assert.That(turns, Is.LessThan(1_000), "no view");
            clock?.Advance(TimeSpan.FromMilliseconds(20));
            _application.Step();
            pending.Wait(1);
        }

        return pending.GetAwaiter().GetResult();
    }

    /// <summary>Everything committed to a topic, headers included.</summary>
    public IReadOnlyList<CollectedRecord> ReadAll(string topic)
    {
        var collector = new RecordCollector();
        using var consumer = Log.CreateConsumer(new LogConsumerOptions { ReadHeaders = true });
        var partitions = Log.Admin.DescribeTopicAsync(topic).GetAwaiter().GetResult()!.Partitions;
        consumer.Assign([.. Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(new(topic, partition), 0))]);
        while (consumer.Poll(TimeSpan.Zero, collector) > 0)
        {
        }

        return collector.Records;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
