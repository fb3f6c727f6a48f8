using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using ShopAnalytics.Feeding;

namespace ClickstreamAnalysis.Tests.Samples;

[TestFixture]
public sealed class FeederTests
{
    private const int Partitions = 3;

    private static readonly FeedOptions s_options = new()
    {
        Topic = "clicks",
        Partitions = Partitions,
        ProgressTopic = "progress",
        TransactionalId = "feeder",
        BatchRecords = 7,
    };

    [Test]
    public async Task RunAsync_WholeSource_IsInTheLogInOrderAndByKey()
    {
        var log = await MakeLogAsync();
        var feeder = MakeFeeder(log, s_options, () => new Numbers(100));
        await feeder.RunAsync(CancellationToken.None);
        Assert.That(feeder.Committed, Is.EqualTo(100));
        AssertHoldsNumbersOnce(log, 100);
    }

    [Test]
    public async Task RunAsync_StoppedAnywhereAndStartedAgain_FeedsEachRecordOnce()
    {
        var log = await MakeLogAsync();
        var starts = 0;
        var committed = 0L;
        var stopped = new HashSet<int>();
        while (committed < 200 && starts++ < 100)
        {
            using var stop = new CancellationTokenSource();
            var feeder = MakeFeeder(log, s_options, () => new Numbers(200, onRead: n => { if (n % 23 == 0 && stopped.Add(n)) { stop.Cancel(); } }));
            await feeder.RunAsync(stop.Token);
            committed = feeder.Committed;
        }

        Assert.That(starts, Is.GreaterThan(3));
        AssertHoldsNumbersOnce(log, 200);
    }

    [Test]
    public async Task RunAsync_DyingInTheMiddleOfATransaction_FeedsEachRecordOnce()
    {
        // What a killed process leaves: an open transaction that nobody ends.
        var log = await MakeLogAsync();
        var random = new Random(5);
        for (var life = 0; life < 20; life++)
        {
            var diesAt = random.Next(1, 60);
            var feeder = MakeFeeder(log, s_options, () => new Numbers(200, onRead: n => { if (--diesAt == 0) { throw new InvalidOperationException("killed"); } }));
            try
            {
                await feeder.RunAsync(CancellationToken.None);
            }
            catch (InvalidOperationException)
            {
                continue;
            }
        }

        await MakeFeeder(log, s_options, () => new Numbers(200)).RunAsync(CancellationToken.None);
        AssertHoldsNumbersOnce(log, 200);
    }

    [Test]
    public async Task RunAsync_EverythingFedBefore_FeedsNothingMore()
    {
        var log = await MakeLogAsync();
        await MakeFeeder(log, s_options, () => new Numbers(20)).RunAsync(CancellationToken.None);
        await MakeFeeder(log, s_options, () => new Numbers(20)).RunAsync(CancellationToken.None);
        AssertHoldsNumbersOnce(log, 20);
    }

    [Test]
    public async Task RunAsync_AnotherInputUnderTheSameName_IsRefused()
    {
        var log = await MakeLogAsync();
        await MakeFeeder(log, s_options, () => new Numbers(20)).RunAsync(CancellationToken.None);
        Assert.That(
            async () => await MakeFeeder(log, s_options, () => new Numbers(20, fingerprint: "other")).RunAsync(CancellationToken.None),
            Throws.TypeOf<FeedException>().With.Message.Contains("another input").And.Message.Contains("--state"));
    }

    [Test]
    public async Task RunAsync_ASecondFeederStarts_TheFirstStopsAndSaysWhy()
    {
        var log = await MakeLogAsync();
        using var stop = new CancellationTokenSource();
        Feeder? second = null;
        var first = MakeFeeder(log, s_options, () => new Numbers(200, onRead: n =>
        {
            if (n == 50 && second is null)
            {
                second = MakeFeeder(log, s_options, () => new Numbers(200));
                second.RunAsync(stop.Token).GetAwaiter().GetResult();
            }
        }));
        Assert.That(async () => await first.RunAsync(CancellationToken.None), Throws.TypeOf<FeedException>().With.Message.Contains("Another process"));
        AssertHoldsNumbersOnce(log, 200);
    }

    [Test]
    public async Task RunAsync_RecordsDueLater_AreSentWhenTheyAreDue()
    {
        var log = await MakeLogAsync();
        var clock = new WatchedClock(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(1));
        var startMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var feeder = new Feeder(log, s_options, () => new Numbers(3, dueMs: n => startMs + (n * 60_000)), clock, NullLogger.Instance);
        var running = feeder.RunAsync(CancellationToken.None);
        for (var n = 1; n <= 3; n++)
        {
            Assert.That(await clock.TimerStarted.WaitAsync(TimeSpan.FromSeconds(30)), Is.True, "the feeder waits");
            Assert.That(Read(log), Has.Count.EqualTo(n - 1), "nothing is sent before it is due");
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        await running;
        AssertHoldsNumbersOnce(log, 3);
    }

    private static Feeder MakeFeeder(IRecordLog log, FeedOptions options, Func<IClickSource> open) =>
        new(log, options, open, TimeProvider.System, NullLogger.Instance);

    private static async Task<SimulatedLog> MakeLogAsync()
    {
        var log = new SimulatedLog();
        await log.Admin.CreateTopicAsync(new TopicSpecification("clicks", Partitions));
        await log.Admin.CreateTopicAsync(new TopicSpecification("progress", 1) { Compacted = true });
        return log;
    }

    private static void AssertHoldsNumbersOnce(SimulatedLog log, int count)
    {
        var read = Read(log);
        Assert.That(read.Select(r => r.Number).Order(), Is.EqualTo(Enumerable.Range(1, count)));
        foreach (var partition in read.GroupBy(r => r.Partition))
        {
            Assert.That(partition.Select(r => r.Number), Is.Ordered);
            Assert.That(partition.All(r => KeyPartitioner.PartitionFor(Encoding.UTF8.GetBytes($"key-{r.Number % 11}"), Partitions) == partition.Key), Is.True);
        }
    }

    private static List<(int Partition, int Number)> Read(SimulatedLog log)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions { Isolation = IsolationLevel.ReadCommitted });
        var partitions = Enumerable.Range(0, Partitions).Select(p => new TopicPartition("clicks", p)).ToArray();
        consumer.Assign([.. partitions.Select(p => new TopicPartitionOffset(p, 0))]);
        var collector = new Collector();
        while (consumer.Poll(TimeSpan.Zero, collector) > 0 || !partitions.All(consumer.IsAtEnd))
        {
        }

        return collector.Read;
    }

    private sealed class Collector : IRawRecordHandler
    {
        public List<(int, int)> Read { get; } = [];

        public void OnRecord(in RawRecord record) => Read.Add((record.Partition, int.Parse(Encoding.UTF8.GetString(record.Value), null)));
    }

    private sealed class Numbers(int count, Action<int>? onRead = null, string fingerprint = "numbers", Func<int, long>? dueMs = null) : IClickSource
    {
        private int _number;

        public string Name => "numbers";

        public string Fingerprint => fingerprint;

        public void Resume(FeedProgress? progress) => _number = (int)(progress?.Records ?? 0);

        public bool TryRead(FeedRecord record)
        {
            if (_number == count)
            {
                return false;
            }

            _number++;
            record.Clear();
            Encoding.UTF8.GetBytes($"key-{_number % 11}", record.Key);
            Encoding.UTF8.GetBytes($"{_number}", record.Value);
            record.TimestampMs = _number;
            record.DueMs = dueMs?.Invoke(_number) ?? 0;
            record.Progress = new FeedProgress(_number, _number);
            onRead?.Invoke(_number);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
