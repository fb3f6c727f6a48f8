using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What an application does about damaged state and a full disk, turn by turn.</summary>
public sealed class StateFaultTests
{
    private FakeTimeProvider _clock = null!;
    private FaultyStateStorage _storage = null!;
    private SimulatedLog _log = null!;
    private StreamsOptions _options = null!;

    [SetUp]
    public void Prepare()
    {
        _clock = new FakeTimeProvider(SteppedApplication.Now);
        _storage = new FaultyStateStorage();
        _log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        _options = SteppedApplication.Options with
        {
            StateStorage = _storage,
            TimeProvider = _clock,
            WriteBackDelay = TimeSpan.Zero,
            DiskFullTimeout = TimeSpan.FromMinutes(1),
        };
    }

    [TearDown]
    public async Task CloseLog() => await _log.DisposeAsync();

    [Test]
    public async Task Full_disk_pauses_and_goes_on_when_there_is_room()
    {
        await using var application = new StreamsApplication(Counting(), _log, _options);
        await application.StartAsync();
        Produce("a", "b", "a");
        StepUntil(application, () => application.Metrics.Processed == 3);
        (_storage.OnWrite, _storage.IsFull) = (() => FaultyStateStorage.Full, true);
        Produce("a");
        StepUntil(application, () => application.State == StreamsState.WaitingForDisk);
        Produce("b");
        for (var seconds = 0; seconds < 50; seconds++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            application.Step();
        }

        Assert.That((application.State, _storage.Opened), Is.EqualTo((StreamsState.WaitingForDisk, 1)), "it waits");
        Assert.That(application.Metrics.Processed, Is.EqualTo(4), "what was committed before the rows could not be written; nothing more");

        (_storage.OnWrite, _storage.IsFull) = (() => null, false);
        _clock.Advance(TimeSpan.FromSeconds(1));
        StepUntil(application, () => application.Metrics.Processed == 5);

        Assert.That(Results(), Is.EqualTo(new[] { "a1", "b1", "a2", "a3", "b2" }));
        Assert.That(application.State, Is.EqualTo(StreamsState.Running));
        Assert.That((_storage.Wiped, application.Metrics.Recoveries), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task Full_disk_for_longer_than_allowed_stops_and_says_so()
    {
        await using var application = new StreamsApplication(Counting(), _log, _options);
        await application.StartAsync();
        (_storage.OnWrite, _storage.IsFull) = (() => FaultyStateStorage.Full, true);
        Produce("a");

        var error = Assert.Throws<StreamsException>(() => StepUntil(application, () => false, TimeSpan.FromSeconds(5)));

        Assert.That(error!.Message, Does.Contain("the state directory").And.Contain("full for 60 s").And.Contain("DiskFullTimeout").And.Contain("continues at the last commit"));
        Assert.That(application.State, Is.EqualTo(StreamsState.Failed));
    }

    [Test]
    public async Task Full_disk_with_a_store_that_has_no_changelog_stops_at_once_and_names_the_store()
    {
        await using var application = new StreamsApplication(Counting(isLogged: false), _log, _options);
        await application.StartAsync();
        (_storage.OnWrite, _storage.IsFull) = (() => FaultyStateStorage.Full, true);
        Produce("a");

        var error = Assert.Throws<StateDiskFullException>(() => StepUntil(application, () => false));

        Assert.That(error!.Message, Does.Contain("'counts'").And.Contain("no changelog").And.Contain("next start continues without those rows"));
    }

    [Test]
    public async Task Damage_while_running_restores_all_state_and_changes_no_result()
    {
        await using var application = new StreamsApplication(Counting(), _log, _options);
        await application.StartAsync();
        Produce("a", "b", "a");
        StepUntil(application, () => application.Metrics.Processed == 3);
        var faults = 1;
        _storage.OnWrite = () => faults-- > 0 ? FaultyStateStorage.Damage : null;
        Produce("a", "b");
        StepUntil(application, () => application.Metrics.Processed == 5 && application.State == StreamsState.Running);
        Produce("a");
        StepUntil(application, () => application.Metrics.Processed == 6);

        Assert.That(Results(), Is.EqualTo(new[] { "a1", "b1", "a2", "a3", "b2", "a4" }));
        Assert.That((_storage.Wiped, application.Metrics.StateRebuilds, application.Metrics.Recoveries), Is.EqualTo((1, 1, 1)));
    }

    [Test]
    public async Task Damage_for_the_second_time_in_a_run_stops_and_says_what_the_next_start_does()
    {
        await using var application = new StreamsApplication(Counting(), _log, _options);
        await application.StartAsync();
        _storage.OnWrite = () => FaultyStateStorage.Damage;
        Produce("a");

        var error = Assert.Throws<StateCorruptedException>(() => StepUntil(application, () => false));

        Assert.That(error!.Message, Does.Contain("block checksum mismatch").And.Contain("once in this run already").And.Contain("The next start deletes the state"));
        Assert.That((_storage.Wiped, application.Metrics.StateRebuilds), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Damage_with_a_store_that_has_no_changelog_stops_and_deletes_nothing()
    {
        await using var application = new StreamsApplication(Counting(isLogged: false), _log, _options);
        await application.StartAsync();
        _storage.OnWrite = () => FaultyStateStorage.Damage;
        Produce("a");

        var error = Assert.Throws<StateCorruptedException>(() => StepUntil(application, () => false));

        Assert.That(error!.Message, Does.Contain("the store 'counts' has no changelog").And.Contain("Every start ends here until"));
        Assert.That(_storage.Wiped, Is.Zero);
    }

    [Test]
    public async Task Damage_with_a_changelog_that_was_cut_off_stops_and_deletes_nothing()
    {
        await using var application = new StreamsApplication(Counting(), _log, _options);
        await application.StartAsync();
        Produce("a", "b");
        StepUntil(application, () => application.Metrics.Processed == 2);
        await _log.Admin.DeleteRecordsAsync(new(new("app-counts-changelog", 0), 1));
        _storage.OnWrite = () => FaultyStateStorage.Damage;
        Produce("a");

        var error = Assert.Throws<StateCorruptedException>(() => StepUntil(application, () => false));

        Assert.That(error!.Message, Does.Contain("app-counts-changelog-0 begins at offset 1"));
        Assert.That(_storage.Wiped, Is.Zero);
    }

    [Test]
    public async Task Stopping_while_rows_cannot_be_written_loses_nothing()
    {
        await using (var application = new StreamsApplication(Counting(), _log, _options with { WriteBackDelay = TimeSpan.FromHours(1) }))
        {
            await application.StartAsync();
            Produce("a", "b", "a");
            StepUntil(application, () => application.Metrics.Processed == 3);
            _storage.OnWrite = () => FaultyStateStorage.Full;
            await application.StopAsync();
            Assert.That(application.State, Is.EqualTo(StreamsState.Stopped));
        }

        _storage.OnWrite = () => null;
        await using var next = new StreamsApplication(Counting(), _log, _options);
        await next.StartAsync();
        Produce("a");
        StepUntil(next, () => next.Metrics.Processed == 1);
        Assert.That(Results(), Is.EqualTo(new[] { "a1", "b1", "a2", "a3" }));
    }

    private static Topology Counting(bool isLogged = true)
    {
        var builder = new TopologyBuilder();
        var store = Stores.KeyValue("counts", Serdes.Utf8, Serdes.Int64);
        builder.AddStore(isLogged ? store : store.WithoutChangelog());
        builder.Stream("in", Serdes.Utf8, Serdes.Bytes)
            .Process("counter", () => new Counter(), "counts")
            .To("out", Serdes.Utf8, Serdes.Utf8);
        return builder.Build();
    }

    private void Produce(params string[] keys)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        foreach (var key in keys)
        {
            producer.Produce(new RawRecord("in", 0, -1, 1, Encoding.UTF8.GetBytes(key), true, [1], true));
        }

        producer.Flush(TimeSpan.FromSeconds(5));
    }

    private void StepUntil(StreamsApplication application, Func<bool> condition, TimeSpan each = default)
    {
        for (var turns = 0; !condition(); turns++)
        {
            Assert.That(turns, Is.LessThan(1_000), $"{application.State}, {application.Metrics}");
            application.Step();
            _clock.Advance(each);
        }
    }

    private List<string> Results()
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new(new("out", 0), 0)]);
        var reader = new Reader();
        while (consumer.Poll(TimeSpan.Zero, reader) > 0)
        {
        }

        return reader.Values;
    }

    private sealed class Reader : IRawRecordHandler
    {
        public List<string> Values { get; } = [];

        public void OnRecord(in RawRecord record) => Values.Add(Encoding.UTF8.GetString(record.Value));
    }

    private sealed class Counter : IProcessor<string, byte[], string, string>
    {
        private IProcessorContext<string, string> _context = null!;
        private IKeyValueStore<string, long> _counts = null!;

        public void Initialize(IProcessorContext<string, string> context) =>
            (_context, _counts) = (context, context.GetStore<IKeyValueStore<string, long>>("counts"));

        public void Process(in Record<string, byte[]> record)
        {
            var count = (_counts.TryGet(record.Key, out var before) ? before : 0) + 1;
            _counts.Put(record.Key, count);
            _context.Forward(record.WithValue($"{record.Key}{count}"));
        }
    }
}
