using System.Diagnostics;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Kafka.Tests.Logs;

/// <summary>
/// Pauses, resumes, seeks, new assignments and handlers that throw, at random moments between and inside polls: whatever comes,
/// each partition's records come in order, without a gap, and none while it is paused.
/// </summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KafkaConsumerSteeringTests
{
    private const int Partitions = 3;
    private const int Records = 3_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Poll_RandomSteering_KeepsEveryPartitionInOrder([Values] bool batches, [Values(1, 2, 3, 4)] int seed)
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { BatchConsume = batches });
        var topic = $"steering-{Guid.NewGuid():N}";
        await log.Admin.CreateTopicAsync(new TopicSpecification(topic, Partitions));
        Fill(log, topic);

        // Small limits, so that what is held back overflows and the client must be paused as well.
        using var consumer = log.CreateConsumer(new LogConsumerOptions { MaxPollRecords = 200, QueueBytes = 256 * 1024 });
        var model = new Model(consumer, topic, new Random(seed));
        model.Assign();
        var waited = Stopwatch.StartNew();
        for (var poll = 0; poll < 300; poll++)
        {
            model.Steer();
            model.Poll(TimeSpan.FromMilliseconds(poll % 5));
            Assert.That(waited.Elapsed, Is.LessThan(s_patience), $"seed {seed}");
        }

        model.Settle();
        while (!model.IsDone)
        {
            model.Poll(TimeSpan.FromMilliseconds(100));
            Assert.That(waited.Elapsed, Is.LessThan(s_patience), $"seed {seed}: {model}");
        }

        Assert.That(model.Steered, Is.GreaterThan(100));
    }

    private static void Fill(KafkaLog log, string topic)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        var value = new byte[100];
        for (var i = 0; i < Records * Partitions; i++)
        {
            producer.Produce(new RawRecord(topic, i % Partitions, -1, 1_700_000_000_000, default, false, value, true));
        }

        producer.Flush(s_patience);
    }

    /// <summary>Does the steering, and knows what must come next.</summary>
    private sealed class Model(ILogConsumer consumer, string topic, Random random) : IRawRecordHandler
    {
        private readonly long[] _next = new long[Partitions];
        private readonly bool[] _paused = new bool[Partitions];
        private bool _calm;

        public int Steered { get; private set; }

        public bool IsDone => Enumerable.Range(0, Partitions).All(p => _next[p] == Records && consumer.IsAtEnd(Id(p)));

        public void Assign()
        {
            for (var p = 0; p < Partitions; p++)
            {
                _next[p] = random.Next(Records);
                _paused[p] = false;
            }

            consumer.Assign([.. Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(Id(p), _next[p]))]);
        }

        public void Steer()
        {
            if (_calm)
            {
                return;
            }

            Steered++;
            var p = random.Next(Partitions);
            switch (random.Next(20))
            {
                case < 8:
                    consumer.Pause([Id(p)]);
                    _paused[p] = true;
                    break;
                case < 17:
                    consumer.Resume([Id(p)]);
                    _paused[p] = false;
                    break;
                case < 19:
                    _next[p] = random.Next(Records);
                    consumer.Seek(Id(p), _next[p]);
                    break;
                default:
                    Assign();
                    break;
            }
        }

        public void Poll(TimeSpan timeout)
        {
            try
            {
                consumer.Poll(timeout, this);
            }
            catch (InvalidTimeZoneException)
            {
                // One of its own.
            }
        }

        public void Settle()
        {
            _calm = true;
            consumer.Resume([.. Enumerable.Range(0, Partitions).Select(Id)]);
            Array.Clear(_paused);
            for (var p = 0; p < Partitions; p++)
            {
                _next[p] = Math.Min(_next[p], Records - 100);
                consumer.Seek(Id(p), _next[p]);
            }
        }

        public void OnRecord(in RawRecord record)
        {
            var p = record.Partition;
            Assert.That(_paused[p], Is.False, $"partition {p} is paused");
            Assert.That(record.Offset, Is.EqualTo(_next[p]), $"partition {p}");
            _next[p]++;
            Assert.That(consumer.Position(Id(p)), Is.EqualTo(_next[p]));
            if (random.Next(100) == 0)
            {
                Steer();
            }

            if (!_calm && random.Next(300) == 0)
            {
                throw new InvalidTimeZoneException();
            }
        }

        public override string ToString() => $"next {string.Join(", ", _next)}, paused {string.Join(", ", _paused)}";

        private TopicPartition Id(int partition) => new(topic, partition);
    }
}
