using System.Buffers;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;
using ClickstreamAnalysis.Logs.Kafka;
using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Runtime;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.Topologies;
using Confluent.Kafka;
using TopicPartition = ClickstreamAnalysis.Logs.TopicPartition;
using TopicPartitionOffset = ClickstreamAnalysis.Logs.TopicPartitionOffset;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>The parts of a rate measurement.</summary>
internal static class Phases
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Fills the topic.</summary>
    public static async Task<PhaseResult> FillAsync(RateSettings settings)
    {
        await using var log = Open(settings);
        await log.Admin.CreateTopicAsync(new TopicSpecification(settings.Topic, RateSettings.Partitions));
        var meter = new Meter();
        var generator = new ClickGenerator(settings.Seed);
        var expected = new ExpectedSessions((long)RateSettings.Gap.TotalMilliseconds);
        var key = new ArrayBufferWriter<byte>();
        var value = new ArrayBufferWriter<byte>();
        var bytes = 0L;
        using var producer = log.CreateProducer(new LogProducerOptions { Linger = TimeSpan.FromMilliseconds(50) });
        for (var i = 0L; i < settings.Clicks; i++)
        {
            var (user, timestampMs) = generator.Next(key, value);
            expected.Add(user, timestampMs);
            bytes += value.WrittenCount;
            producer.Produce(new LogRecord(
                settings.Topic, KeyPartitioner.PartitionFor(key.WrittenSpan, RateSettings.Partitions), -1, timestampMs,
                key.WrittenSpan, true, value.WrittenSpan, true));
        }

        producer.Flush(TimeSpan.FromMinutes(2));
        return new PhaseResult
        {
            Phase = "fill", Records = settings.Clicks, WallSeconds = meter.WallSeconds, CpuSeconds = meter.CpuSeconds,
            AllocatedBytes = meter.AllocatedBytes, PeakMebibytes = Meter.PeakMebibytes, ValueBytes = bytes, Sessions = expected.Count(),
        };
    }

    /// <summary>A bare loop over the topic: what reading alone costs.</summary>
    public static async Task<PhaseResult> BareAsync(RateSettings settings)
    {
        var meter = new Meter();
        var records = settings.Bootstrap is null ? await BareEmbeddedAsync(settings) : BareKafka(settings);
        return new PhaseResult
        {
            Phase = "bare", Records = records, WallSeconds = meter.WallSeconds, CpuSeconds = meter.CpuSeconds,
            AllocatedBytes = meter.AllocatedBytes, PeakMebibytes = Meter.PeakMebibytes,
        };
    }

    /// <summary>Sessions from the topic to the output topic, to the end.</summary>
    public static async Task<PhaseResult> EngineAsync(RateSettings settings)
    {
        await using var log = Open(settings);
        await log.Admin.CreateTopicAsync(new TopicSpecification(settings.OutputTopic, RateSettings.Partitions));
        var builder = new TopologyBuilder();
        builder.Clicks(settings.Topic, new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign))
            .Sessionize("sessions", new SessionOptions { Gap = RateSettings.Gap, GracePeriod = RateSettings.Grace })
            .Closed.To(settings.OutputTopic);
        var meter = new Meter();
        await using var application = new StreamsApplication(builder.Build(), log, new StreamsOptions
        {
            ApplicationId = settings.ApplicationId,
            StateDirectory = settings.StateDirectory,
            Guarantee = settings.ExactlyOnce ? ProcessingGuarantee.ExactlyOnce : ProcessingGuarantee.AtLeastOnce,
            CommitInterval = TimeSpan.FromMilliseconds(settings.CommitIntervalMs),
            Threads = settings.Threads,
        });
        await application.StartAsync();
        var drained = application.DrainAsync(new CancellationTokenSource(Patience).Token);
        var (halfRecords, halfCpu, halfWall) = (0L, 0.0, 0.0);
        while (await Task.WhenAny(drained, Task.Delay(20)) != drained)
        {
            if (halfRecords == 0 && application.Metrics.Read >= settings.Clicks / 2)
            {
                (halfRecords, halfCpu, halfWall) = (application.Metrics.Read, meter.CpuSeconds, meter.WallSeconds);
            }
        }

        await drained;
        var metrics = application.Metrics;
        var result = new PhaseResult
        {
            Phase = "engine", Records = metrics.Read, WallSeconds = meter.WallSeconds, CpuSeconds = meter.CpuSeconds,
            AllocatedBytes = meter.AllocatedBytes, PeakMebibytes = Meter.PeakMebibytes, Commits = metrics.Commits, Late = metrics.Late,
        };
        return result with
        {
            HalfRecords = result.Records - halfRecords, HalfCpuSeconds = result.CpuSeconds - halfCpu, HalfWallSeconds = result.WallSeconds - halfWall,
            Sessions = Count(log, settings.OutputTopic),
        };
    }

    private static ILog Open(RateSettings settings) =>
        settings.Bootstrap is { } servers ? new KafkaLog(servers) : new EmbeddedLog(settings.LogDirectory);

    private static async Task<long> BareEmbeddedAsync(RateSettings settings)
    {
        await using var log = new EmbeddedLog(settings.LogDirectory);
        return Count(log, settings.Topic);
    }

    private static long BareKafka(RateSettings settings)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = settings.Bootstrap,
            GroupId = $"{settings.ApplicationId}-bare",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,

            // Its default of one second makes a client that is behind several times slower.
            FetchQueueBackoffMs = 5,
        }).Build();
        consumer.Assign(Enumerable.Range(0, RateSettings.Partitions).Select(partition =>
            new Confluent.Kafka.TopicPartitionOffset(settings.Topic, partition, Offset.Beginning)));
        var records = 0L;
        for (var ends = 0; ends < RateSettings.Partitions;)
        {
            var result = consumer.Consume(Patience);
            if (result.IsPartitionEOF)
            {
                ends++;
            }
            else
            {
                records++;
            }
        }

        consumer.Close();
        return records;
    }

    private static long Count(ILog log, string topic)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        var partitions = Enumerable.Range(0, RateSettings.Partitions).Select(partition => new TopicPartition(topic, partition)).ToArray();
        consumer.Assign([.. partitions.Select(partition => new TopicPartitionOffset(partition, 0))]);
        var ends = partitions.ToDictionary(partition => partition, partition => consumer.QueryOffsets(partition, TimeSpan.FromSeconds(30)).End);
        var counter = new Counter();
        while (ends.Any(end => (consumer.Position(end.Key) ?? 0) < end.Value))
        {
            consumer.Poll(TimeSpan.FromMilliseconds(100), counter);
        }

        return counter.Records;
    }

    private sealed class Counter : ILogRecordHandler
    {
        public long Records { get; private set; }

        public void OnRecord(in LogRecord record) => Records++;
    }
}
