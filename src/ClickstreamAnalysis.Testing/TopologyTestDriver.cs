using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Testing;

/// <summary>
/// Runs a topology on the calling thread, under a manual clock and an in-memory log: pipe records in, read what came out. The
/// engine is the real one: tasks, stores, repartition topics, exactly-once commits.
/// </summary>
/// <remarks>
/// Not thread-safe. Every input is processed and committed to the end before the call returns. A processor that changes a key or a
/// value of a store without putting it again fails with an <see cref="InvalidOperationException"/> that names the store, see
/// <see cref="TopologyTestDriverOptions.ChecksStores"/>.
/// </remarks>
/// <example>
/// <code>
/// using var driver = new TopologyTestDriver(topology);
/// var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
/// var sessions = driver.CreateOutputTopic("sessions", Serdes.Utf8, Serdes.Utf8);
/// clicks.Pipe("ann", click);
/// Assert.That(sessions.ReadAll(), Is.Empty);
/// </code>
/// </example>
public sealed class TopologyTestDriver : IDisposable
{
    private readonly FakeTimeProvider _clock;
    private readonly SimulatedLog _log;
    private readonly StreamsOptions _options;
    private readonly Topology _topology;
    private StreamsApplication _application;

    /// <summary>Makes the topics of the topology and starts it.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="options">Partitions, time at start, policies; null takes the defaults.</param>
    public TopologyTestDriver(Topology topology, TopologyTestDriverOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        options ??= new TopologyTestDriverOptions();
        _topology = topology;
        _clock = new FakeTimeProvider(options.Start);
        _log = new SimulatedLog(new SimulatedLogOptions { Seed = options.Seed });
        var deadLetters = new[] { options.BadRecords.DeadLetterTopic, options.UnwritableRecords.DeadLetterTopic }.OfType<string>();
        foreach (var topic in topology.InputTopics.Concat(topology.OutputTopics).Concat(deadLetters).Distinct())
        {
            Wait(_log.Admin.CreateTopicAsync(new TopicSpecification(topic, options.Partitions)));
        }

        _options = new StreamsOptions
        {
            ApplicationId = "test-driver",
            InMemoryState = true,
            Threads = 0,
            CommitInterval = TimeSpan.Zero,
            TimeProvider = _clock,
            BadRecords = options.BadRecords,
            EarliestEventTime = options.EarliestEventTime,
            UnwritableRecords = options.UnwritableRecords,
            MaxFutureSkew = options.MaxFutureSkew,
            MaxRecordBytes = options.MaxRecordBytes,
            IdleTimeout = options.IdleTimeout,
            ChecksStores = options.ChecksStores,
            UpstreamIdleTimeout = TimeSpan.Zero, // each input is processed to its end before the next
            InstanceId = "driver",
        };
        _application = Start();
    }

    /// <summary>The wall clock of the topology, for processors that read it. Only <see cref="AdvanceWallClock"/> moves it.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>What was done so far.</summary>
    public StreamsMetrics Metrics => _application.Metrics;

    /// <summary>A way to pipe records into an input topic.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="topic">The topic.</param>
    /// <param name="keySerde">Writes keys.</param>
    /// <param name="valueSerde">Writes values.</param>
    /// <returns>The topic.</returns>
    public TestInputTopic<TKey, TValue> CreateInputTopic<TKey, TValue>(string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde) =>
        new(_log, topic, keySerde, valueSerde, Clock, RunToIdle);

    /// <summary>A way to read what was written to an output topic.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="topic">The topic.</param>
    /// <param name="keySerde">Reads keys.</param>
    /// <param name="valueSerde">Reads values.</param>
    /// <returns>The topic.</returns>
    public TestOutputTopic<TKey, TValue> CreateOutputTopic<TKey, TValue>(string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde) =>
        new(_log, topic, keySerde, valueSerde);

    /// <summary>Moves the wall clock, and lets the topology see it: punctuations and idle inputs.</summary>
    /// <param name="by">How far; not negative.</param>
    public void AdvanceWallClock(TimeSpan by)
    {
        _clock.Advance(by);
        RunToIdle();
    }

    /// <summary>Stops the topology and starts it again: state is rebuilt from its changelogs, as on another machine.</summary>
    public void Restart()
    {
        Wait(_application.DisposeAsync().AsTask());
        _application = Start();
    }

    /// <summary>Stops the topology.</summary>
    public void Dispose()
    {
        Wait(_application.DisposeAsync().AsTask());
        Wait(_log.DisposeAsync().AsTask());
    }

    private StreamsApplication Start()
    {
        var application = new StreamsApplication(_topology, _log, _options);
        Wait(application.StartAsync());
        _application = application;
        while (application.State != StreamsState.Running)
        {
            application.Step();
        }

        RunToIdle();
        return application;
    }

    private void RunToIdle()
    {
        // One idle turn may be the one that committed what the next one reads from a repartition topic.
        var idle = 0;
        while (idle < 2)
        {
            idle = _application.Step() ? 0 : idle + 1;
        }
    }

    // The simulated log completes everything at once, so nothing blocks here.
    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
