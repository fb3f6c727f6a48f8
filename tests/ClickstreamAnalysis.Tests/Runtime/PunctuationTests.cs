using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Punctuations on stream time fire at the same stream times, however records come in batches.</summary>
public sealed class PunctuationTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    private string _directory = "";

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("punctuations-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task StreamTime_AnyBatchesAndRestarts_FiresAtTheSameTimes([Values(1, 3, 400)] int batch, [Values] bool restarts)
    {
        var times = Enumerable.Range(0, 400).Select(i => 7_000L + (i * 1_000)).ToArray();

        var fired = await RunAsync(times, batch, restarts);

        // The first time is 7 s, so calls are due at 17 s, 27 s, ... up to 406 s.
        Assert.That(fired, Is.EqualTo(Enumerable.Range(1, 39).Select(i => 7_000L + (i * 10_000))));
    }

    [Test]
    public async Task StreamTime_JumpOverSeveralDueTimes_IsOneCall([Values(1, 10)] int batch) =>
        Assert.That(await RunAsync([3_000, 9_000, 14_000, 41_000, 42_000, 43_000], batch, restarts: false), Is.EqualTo(new[] { 14_000, 41_000, 43_000 }));

    [Test]
    public async Task StreamTime_RandomBatchesAndRestarts_EqualTheDefinition([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var time = (long)random.Next(100_000);
        var times = Enumerable.Range(0, 200).Select(_ => time += random.Next(6) == 0 ? random.Next(60_000) : random.Next(3_000) - 500).ToArray();
        var expected = new List<long>();
        var (streamTime, next) = (times[0], times[0] + 10_000);
        foreach (var one in times)
        {
            streamTime = Math.Max(streamTime, one);
            if (streamTime >= next)
            {
                expected.Add(streamTime);
                next = times[0] + ((streamTime - times[0]) / 10_000 * 10_000) + 10_000;
            }
        }

        Assert.That(await RunAsync(times, batch: random.Next(1, 50), restarts: random.Next(2) == 0), Is.EqualTo(expected), $"seed {seed}");
    }

    [Test]
    public async Task StreamTime_EndOfABoundedRun_FiresOnceMoreAfterTheLastPartIsClosed()
    {
        const int Users = 5_200;
        await using var log = new SimulatedLog();
        await log.Admin.CreateTopicAsync(new TopicSpecification("clicks", 1));
        using (var producer = log.CreateProducer(new LogProducerOptions()))
        {
            for (var i = 0; i < Users; i++)
            {
                SteppedApplication.ProduceClick(producer, 0, $"user-{i}", 1_700_000_000_000 + i);
            }

            producer.Flush(TimeSpan.FromSeconds(5));
        }

        var counter = new Counter();
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.Process("counter", () => counter);
        await using (var application = new StreamsApplication(builder.Build(), log, new StreamsOptions { ApplicationId = "app", InMemoryState = true }))
        {
            await application.StartAsync();
            await application.DrainAsync();
        }

        Assert.That(counter.Reported, Is.EqualTo(Users));
    }

    [Test]
    public async Task Retention_IsOverForTheRecordThatMovesStreamTime([Values(1, 2)] int batch)
    {
        var found = new List<bool>();
        var log = SteppedApplication.LogWith(("in", 1));
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.Window("windows", Serdes.Bytes, Serdes.Int64, TimeSpan.FromSeconds(10)));
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).Process("looker", () => new Looker(found), "windows");
        await using var application = await SteppedApplication.StartAsync(builder.Build(), log);
        long[] times = [1_700_000_000_000, 1_700_000_060_000];
        foreach (var some in times.Chunk(batch))
        {
            foreach (var time in some)
            {
                application.Produce("in", 0, time, [1], [1]);
            }

            application.RunToIdle();
        }

        Assert.That(found, Is.EqualTo(new[] { false, false }), "a minute later the window of 10 s is gone");
    }

    private async Task<List<long>> RunAsync(long[] times, int batch, bool restarts)
    {
        var fired = new List<long>();
        var log = SteppedApplication.LogWith(("in", 1));
        var options = SteppedApplication.Options with { InMemoryState = false, StateDirectory = _directory };
        var application = await SteppedApplication.StartAsync(Topology(fired), log, options);
        foreach (var some in times.Chunk(batch))
        {
            foreach (var time in some)
            {
                application.Produce("in", 0, 1_700_000_000_000 + time, [1], [1]);
            }

            application.RunToIdle();
            if (restarts)
            {
                await application.DisposeAsync();
                application = await SteppedApplication.StartAsync(Topology(fired), log, options);
            }
        }

        await application.DisposeAsync();
        return [.. fired.Select(time => time - 1_700_000_000_000)];
    }

    private static Topology Topology(List<long> fired)
    {
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue("counts", Serdes.Bytes, Serdes.Int64));
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).Process("clock", () => new Clock(fired), "counts");
        return builder.Build();
    }

    private sealed class Clock(List<long> fired) : IProcessor<byte[], byte[], byte[], byte[]>
    {
        public void Initialize(IProcessorContext<byte[], byte[]> context) => context.Schedule(s_interval, PunctuationType.StreamTime, fired.Add);

        public void Process(in Record<byte[], byte[]> record)
        {
        }
    }

    private sealed class Looker(List<bool> found) : IProcessor<byte[], byte[], byte[], byte[]>
    {
        private IWindowStore<byte[], long> _store = null!;

        public void Initialize(IProcessorContext<byte[], byte[]> context) => _store = context.GetStore<IWindowStore<byte[], long>>("windows");

        public void Process(in Record<byte[], byte[]> record)
        {
            found.Add(_store.TryFetch([1], 1_700_000_000_000, out _));
            _store.Put([1], 1_700_000_000_000, 1);
        }
    }

    private sealed class Counter : IProcessor<string, Session<string, SessionFacts>, string, long>
    {
        private int _count;

        public int Reported { get; private set; }

        public void Initialize(IProcessorContext<string, long> context) => context.Schedule(s_interval, PunctuationType.StreamTime, _ => Reported = _count);

        public void Process(in Record<string, Session<string, SessionFacts>> record) => _count++;
    }
}
