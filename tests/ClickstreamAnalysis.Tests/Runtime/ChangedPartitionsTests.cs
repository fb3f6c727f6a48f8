using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>An input topic that changes its number of partitions is noticed, stopped or not, wherever state depends on it.</summary>
[TestFixture("simulated")]
[TestFixture("embedded")]
public sealed class ChangedPartitionsTests(string kind)
{
    private string _directory = "";
    private IRecordLog _log = null!;

    private StreamsOptions Options => SteppedApplication.Options with { InMemoryState = false, StateDirectory = Path.Combine(_directory, "state") };

    [SetUp]
    public async Task OpenAsync()
    {
        _directory = Directory.CreateTempSubdirectory("partitions-").FullName;
        _log = kind == "simulated" ? new SimulatedLog() : new EmbeddedLog(Path.Combine(_directory, "log"));
        await _log.Admin.CreateTopicAsync(new("clicks", 3));
        await _log.Admin.CreateTopicAsync(new("out", 1));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _log.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Grown_while_it_runs_stops_what_has_state_and_says_why()
    {
        await using var application = await StartAsync(Sessions());

        await ChangeAsync(7);

        var error = Assert.Throws<StreamsException>(() => Turn(application, 20));
        Assert.That(error!.Message, Does.Contain("'clicks' has grown beyond its 3 partitions").And.Contain("ApplicationId"));
    }

    [Test]
    public async Task Grown_while_it_runs_without_state_asks_for_another_start_which_reads_everything()
    {
        await using (var application = await StartAsync(Copy()))
        {
            await ChangeAsync(7);
            var error = Assert.Throws<StreamsException>(() => Turn(application, 20));
            Assert.That(error!.Message, Does.Contain("'clicks' has grown beyond its 3 partitions").And.Contain("start the application again").And.Not.Contain("ApplicationId"));
        }

        // Only a broker can add partitions and leave it the same topic, so the application is reset.
        await _log.Admin.DeleteTopicAsync("app-metadata");
        Directory.Delete(Options.StateDirectory!, recursive: true);
        await using var again = await StartAsync(Copy());
        using var producer = _log.CreateProducer(new LogProducerOptions());
        producer.Produce(new RawRecord("clicks", 6, -1, 1, "k"u8, true, "v"u8, true));
        producer.Flush(TimeSpan.FromSeconds(5));
        Turn(again, 20);
        Assert.That(again.Metrics.Processed, Is.EqualTo(1));
    }

    [TestCase(2)]
    [TestCase(4)]
    public async Task Changed_between_two_runs_is_refused_by_the_changelog(int partitions)
    {
        await (await StartAsync(Sessions())).DisposeAsync();
        await ChangeAsync(partitions);

        var error = Assert.CatchAsync<StreamsException>(() => StartAsync(Sessions()));
        Assert.That((await error)!.Message, Does.Contain("'app-sessions-changelog' has 3").And.Contain($"'clicks' has {partitions}"));
    }

    [TestCase(2)]
    [TestCase(4)]
    public async Task Changed_between_two_runs_is_refused_by_what_lies_beside_state_without_a_changelog(int partitions)
    {
        Directory.CreateDirectory(Path.Combine(Options.StateDirectory!, Options.ApplicationId));
        await CheckWidthsAsync();
        await CheckWidthsAsync();
        await ChangeAsync(partitions);

        var error = Assert.CatchAsync<StreamsException>(CheckWidthsAsync);
        Assert.That((await error)!.Message, Does.Contain($"'clicks' had 3 and has {partitions}").And.Contain(Options.StateDirectory!));

        await ChangeAsync(3);
        await CheckWidthsAsync();
    }

    // Only a broker can change the number of a topic and leave it the same topic.
    private async Task CheckWidthsAsync() => StateWidths.Check(
        await TopicPlan.MakeAsync(Counts(), Options, _log.Admin, _log.Description, null, CancellationToken.None), Path.Combine(Options.StateDirectory!, Options.ApplicationId));

    private static Topology Sessions()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.To("out");
        return builder.Build();
    }

    private static Topology Copy()
    {
        var builder = new TopologyBuilder();
        builder.Stream("clicks", Serdes.Bytes, Serdes.Bytes).To("out");
        return builder.Build();
    }

    private static Topology Counts()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("counts", Serdes.Utf8, Serdes.Int64).WithoutChangelog());
        builder.Stream("clicks", Serdes.Utf8, Serdes.Bytes).Process("count", () => new Counter(), "counts").To("out", Serdes.Utf8, Serdes.Int64);
        return builder.Build();
    }

    private async Task<StreamsApplication> StartAsync(Topology topology)
    {
        var application = new StreamsApplication(topology, _log, Options);
        try
        {
            await application.StartAsync();
            Turn(application, 10);
            Assert.That(application.State, Is.EqualTo(StreamsState.Running));
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    private static void Turn(StreamsApplication application, int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            application.Step();
        }
    }

    private async Task ChangeAsync(int partitions)
    {
        await _log.Admin.DeleteTopicAsync("clicks");
        await _log.Admin.CreateTopicAsync(new("clicks", partitions));
    }

    private sealed class Counter : IProcessor<string, byte[], string, long>
    {
        private IProcessorContext<string, long> _context = null!;
        private IKeyValueStore<string, long> _counts = null!;

        public void Initialize(IProcessorContext<string, long> context)
        {
            _context = context;
            _counts = context.GetStore<IKeyValueStore<string, long>>("counts");
        }

        public void Process(in Record<string, byte[]> record)
        {
            _counts.Put(record.Key, 1);
            _context.Forward(record.WithValue(1L));
        }
    }
}
