using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What an application finds that starts after another run ended in the middle of something.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StartWaitTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new(SteppedApplication.Now);
    private readonly LoggedMessages _logged = new();

    private StreamsOptions Options => SteppedApplication.Options with { TimeProvider = _clock, LoggerFactory = _logged };

    [Test]
    public async Task Transaction_that_is_still_open_in_a_changelog_is_named_while_it_is_waited_for()
    {
        var log = await LogAsync();
        await RunAsync(log, 1);
        var changelog = new TopicPartition("app-counts-changelog", 0);
        using var former = log.CreateProducer(new LogProducerOptions { TransactionalId = "app-former-0" });
        former.InitTransactions(s_timeout);
        former.BeginTransaction();
        former.Produce(new RawRecord(changelog.Topic, 0, -1, 1, "x"u8, true, new byte[8], true));
        former.Flush(s_timeout);

        await using var application = await SteppedApplication.StartAsync(Counts(), log, Options);
        Turn(application, 5);
        Assert.That(_logged.All, Has.None.Contains("waits for"), "not at once");
        _clock.Advance(TimeSpan.FromSeconds(3));
        Turn(application, 5);

        Assert.That(_logged.All, Has.Exactly(1).Contains(changelog.ToString()).And.Exactly(1).Contains("waits for the rest").And.Exactly(1).Contains("2026-03-01 12:00:00"));
        var wait = application.Application.Describe().Waits.Single();
        Assert.That((wait.Reason, wait.Subject, wait.Since), Is.EqualTo((WaitReason.Transaction, changelog.ToString(), SteppedApplication.Now)));

        _clock.Advance(TimeSpan.FromMinutes(2));
        application.RunToIdle();
        Assert.That(application.Application.Describe().Waits, Is.Empty);
    }

    [Test]
    public async Task Committed_offsets_that_do_not_come_are_waited_for_and_named_without_starting_over()
    {
        var log = await LogAsync(new Dictionary<SimulatedFault, double> { [SimulatedFault.QueryFailed] = 1 });
        await using var application = await SteppedApplication.StartAsync(Copy(), log, Options);
        log.FaultsEnabled = true;
        Turn(application, 5);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Turn(application, 5);

        Assert.That(_logged.All, Has.Exactly(1).Contains("waits for the committed offsets of in-0").And.Exactly(1).Contains("2026-03-01 12:00:00"));
        Assert.That(application.Metrics.Recoveries, Is.Zero);

        log.FaultsEnabled = false;
        application.RunToIdle();
    }

    [Test]
    public async Task Killed_right_after_a_commit_and_its_offsets_gone_the_state_beside_it_knows_where_to_go_on()
    {
        var directory = Directory.CreateTempSubdirectory("killed-").FullName;
        try
        {
            var log = await LogAsync();
            var options = Options with { InMemoryState = false, StateDirectory = directory, InstanceId = "one" };
            var process = log.Connect("one");
            var killed = await SteppedApplication.StartAsync(Counts(), log, options, process);
            killed.Produce("in", 0, 1, [1], [2]);
            killed.Produce("in", 0, 2, [1], [2]);
            killed.RunToIdle();
            process.Crash();
            await EndAsync(killed);
            log.ForgetOffsets("app");

            await using var again = await SteppedApplication.StartAsync(Counts(), log, options);
            again.Produce("in", 0, 3, [1], [2]);
            again.RunToIdle();

            Assert.That(Serdes.Int64.Deserialize(again.ReadAll("out")[^1].Value), Is.EqualTo(3));
            Assert.That(again.Metrics.Processed, Is.EqualTo(1));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public async Task Records_of_a_repartition_topic_that_somebody_removed_stop_the_application()
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).Repartition("again").To("out");
        var topology = builder.Build();
        await using (var application = await SteppedApplication.StartAsync(topology, log, Options))
        {
            application.RunToIdle();
            application.Produce("in", 0, 1, [1], [2]);
            while (application.Metrics.Processed == 0)
            {
                application.Step();
            }

            Assert.That(application.ReadAll("out"), Is.Empty, "what was written between the two is not read yet");
        }

        await log.Admin.DeleteRecordsAsync(new(new("app-again-repartition", 0), 1));

        await using var next = await SteppedApplication.StartAsync(topology, log, Options);
        Assert.That(next.RunToIdle, Throws.InstanceOf<StreamsException>().With.Message.Contains("app-again-repartition-0").And.Message.Contains("is 0,").And.Message.Contains("is 1:"));
    }

    private static async Task EndAsync(SteppedApplication application)
    {
        try
        {
            await application.DisposeAsync();
        }
        catch (SimulatedCrashException)
        {
            // A dead process has no opinion; what it held on this machine is closed.
        }
    }

    private async Task<SimulatedLog> LogAsync(IReadOnlyDictionary<SimulatedFault, double>? faults = null)
    {
        var log = new SimulatedLog(new SimulatedLogOptions { TimeProvider = _clock, Faults = faults ?? new Dictionary<SimulatedFault, double>() }) { FaultsEnabled = false };
        await log.Admin.CreateTopicAsync(new TopicSpecification("in", 1));
        await log.Admin.CreateTopicAsync(new TopicSpecification("out", 1));
        return log;
    }

    private async Task RunAsync(SimulatedLog log, int records)
    {
        await using var application = await SteppedApplication.StartAsync(Counts(), log, Options);
        for (var i = 0; i < records; i++)
        {
            application.Produce("in", 0, i, [1], [2]);
        }

        application.RunToIdle();
    }

    private static void Turn(SteppedApplication application, int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            application.Step();
        }
    }

    private static Topology Copy()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).To("out");
        return builder.Build();
    }

    private static Topology Counts()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("counts", Serdes.Bytes, Serdes.Int64));
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).Process("count", () => new Counter(), "counts").To("out", Serdes.Bytes, Serdes.Int64);
        return builder.Build();
    }

    private sealed class Counter : IProcessor<byte[], byte[], byte[], long>
    {
        private IProcessorContext<byte[], long> _context = null!;
        private IKeyValueStore<byte[], long> _counts = null!;

        public void Initialize(IProcessorContext<byte[], long> context)
        {
            _context = context;
            _counts = context.GetStore<IKeyValueStore<byte[], long>>("counts");
        }

        public void Process(in Record<byte[], byte[]> record)
        {
            _counts.TryGet(record.Key, out var count);
            _counts.Put(record.Key, count + 1);
            _context.Forward(record.WithValue(count + 1));
        }
    }
}
