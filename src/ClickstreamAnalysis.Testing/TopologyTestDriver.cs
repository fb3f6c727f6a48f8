using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Testing;

/// <summary>
/// Runs a topology on the calling thread, with a manual clock and an in-memory log. Pipe records in and read the output. The
/// engine is the production one: tasks, stores, repartition topics, exactly-once commits.
/// </summary>
/// <remarks>
/// Not thread-safe. Each input is fully processed and committed before the call returns. If a processor changes a stored key or
/// value without putting it again, the call fails with an <see cref="InvalidOperationException"/> that names the store; see
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
    private static readonly TimeSpan s_serdeTimeout = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock;
    private readonly SimulatedLog _log;
    private readonly StreamsOptions _options;
    private readonly Topology _topology;
    private StreamsApplication _application;

    /// <summary>Creates the topics of the topology and starts it.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="options">Partitions, start time and policies; null for the defaults.</param>
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
            UpstreamIdleTimeout = TimeSpan.Zero, // each input is fully processed before the next
            InstanceId = "driver",
        };
        _application = Start();
    }

    /// <summary>The wall clock of the topology, for processors that read it. Only <see cref="AdvanceWallClock"/> advances it.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>The metrics of the topology so far.</summary>
    public StreamsMetrics Metrics => _application.Metrics;

    /// <summary>Creates an object that pipes records into an input topic.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="topic">The topic.</param>
    /// <param name="keySerde">Serializes the keys.</param>
    /// <param name="valueSerde">Serializes the values.</param>
    /// <returns>The input topic.</returns>
    public TestInputTopic<TKey, TValue> CreateInputTopic<TKey, TValue>(string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde) =>
        new(_log, topic, keySerde, valueSerde, Clock, keySerde is IPreparedSerde || valueSerde is IPreparedSerde ? RunUntilSerdesAreReady : RunToIdle);

    /// <summary>Creates an object that reads the records of an output topic.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="topic">The topic.</param>
    /// <param name="keySerde">Deserializes the keys.</param>
    /// <param name="valueSerde">Deserializes the values.</param>
    /// <returns>The output topic.</returns>
    public TestOutputTopic<TKey, TValue> CreateOutputTopic<TKey, TValue>(string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde) =>
        new(_log, topic, keySerde, valueSerde);

    /// <summary>Advances the wall clock, then runs due punctuations and idle-input handling.</summary>
    /// <param name="by">The duration; not negative.</param>
    public void AdvanceWallClock(TimeSpan by)
    {
        _clock.Advance(by);
        RunToIdle();
    }

    /// <summary>Stops the topology and starts it again. State is restored from the changelogs, as on another machine.</summary>
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
        // Two idle turns: the first may commit records that the second reads from a repartition topic.
        var idle = 0;
        while (idle < 2)
        {
            idle = _application.Step() ? 0 : idle + 1;
        }
    }

    private void RunUntilSerdesAreReady()
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        RunToIdle();
        while (_application.Describe().Waits.FirstOrDefault(static wait => wait.Reason == WaitReason.Serde) is { } wait)
        {
            if (time.GetElapsedTime(started) > s_serdeTimeout)
            {
                throw new TimeoutException($"{wait.Text}: nothing came within {s_serdeTimeout.TotalSeconds:0} s.");
            }

            // A schema is fetched on another thread, in real time.
            Wait(Task.Delay(1));
            RunToIdle();
        }
    }

    // The simulated log completes everything synchronously, so nothing blocks here.
    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
