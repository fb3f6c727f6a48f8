using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Logs;
using Confluent.Kafka;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Reads the topic to its end and does nothing with it: on Kafka as a user would with the client alone.</summary>
internal static class BarePhase
{
    public const string Name = "rate-bare";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public static string Describe(RateSettings settings) => settings switch
    {
        { Place.IsEmbedded: true } => "the embedded log's own consumer, nothing done with its records",
        { Bare: BareLoop.Bytes } => "Consumer<byte[], byte[]> of Confluent.Kafka, subscribed, Consume() in a loop, fetch.queue.backoff.ms=5, all else by default",
        _ => "Consumer<Ignore, byte[]> of Confluent.Kafka, subscribed, Consume() in a loop, fetch.queue.backoff.ms=5, all else by default",
    };

    public static async Task<RunFigures> RunAsync(RateSettings settings) => settings switch
    {
        { Place.IsEmbedded: true } => await ReadEmbeddedAsync(settings),
        { Bare: BareLoop.Bytes } => ReadKafka(settings, new ConsumerBuilder<byte[], byte[]>(KafkaConfig(settings))),
        _ => ReadKafka(settings, new ConsumerBuilder<Ignore, byte[]>(KafkaConfig(settings))),
    };

    private static ConsumerConfig KafkaConfig(RateSettings settings) => new()
    {
        BootstrapServers = settings.Place.Bootstrap,
        GroupId = $"{settings.ApplicationId}-bare",
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnablePartitionEof = true,

        // With its default, one second, the loop would mostly wait: the comparison is with a loop that does well.
        FetchQueueBackoffMs = 5,
    };

    private static RunFigures ReadKafka<TKey>(RateSettings settings, ConsumerBuilder<TKey, byte[]> builder)
    {
        var stopper = new Stopper(settings.Clicks);
        using var consumer = builder.Build();
        consumer.Subscribe(settings.Topic);
        var (events, bytes, partitionsLeft) = (0L, 0L, settings.Partitions);
        while (partitionsLeft > 0)
        {
            var result = consumer.Consume(s_patience) ?? throw new BenchmarkException($"The bare loop got nothing for {s_patience.TotalSeconds} s.");
            if (result.IsPartitionEOF)
            {
                partitionsLeft--;
                continue;
            }

            events++;
            bytes += result.Message.Value.Length;
            if (events % 1_000 == 0)
            {
                stopper.OnProgress(events);
            }
        }

        consumer.Close();
        GC.KeepAlive(bytes);
        return stopper.Stop(events);
    }

    private static async Task<RunFigures> ReadEmbeddedAsync(RateSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        var stopper = new Stopper(settings.Clicks);
        var counter = new Counter();
        TopicReader.ReadToEnd(log, settings.Topic, settings.Partitions, starts: null, counter, () => stopper.OnProgress(counter.EventCount));
        return stopper.Stop(counter.EventCount);
    }

    private sealed class Counter : IRawRecordHandler
    {
        private long _bytes;

        public long EventCount { get; private set; }

        public void OnRecord(in RawRecord record)
        {
            EventCount++;
            _bytes += record.Value.Length;
        }
    }
}
