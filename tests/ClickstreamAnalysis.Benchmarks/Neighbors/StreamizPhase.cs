using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.Processors.Public;
using Streamiz.Kafka.Net.SerDes;
using StreamizGuarantee = Streamiz.Kafka.Net.ProcessingGuarantee;
using StreamizStores = Streamiz.Kafka.Net.State.Stores;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>Runs sessions inside Streamiz over the topic until all of it is committed.</summary>
internal static class StreamizPhase
{
    public const string OperatorName = "streamiz-operator";
    public const string HandWrittenName = "streamiz-hand-written";

    private static readonly TimeSpan s_sampling = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    public static Task<RunFigures> RunOperatorAsync(RateSettings settings) => RunAsync(settings, AddOperator);

    public static Task<RunFigures> RunHandWrittenAsync(RateSettings settings) => RunAsync(settings, AddHandWritten);

    private static void AddOperator(StreamBuilder builder, RateSettings settings) => builder.Clicks(settings.Topic, Serde())
        .Sessionize("sessions", new SessionWindows { Gap = settings.Gap, GracePeriod = settings.Grace }, new StreamizOptions { MemoryLimitBytes = (long)settings.Engine.BudgetMiB << 20 })
        .Closed.To(settings.OutputTopic, Serdes.Utf8.ToStreamiz(), ClickSessions.Serde.ToStreamiz());

    private static void AddHandWritten(StreamBuilder builder, RateSettings settings)
    {
        var store = StreamizStores.KeyValueStoreBuilder(StreamizStores.PersistentKeyValueStore(HandWrittenSessions.Store), new StringSerDes(), new HandSessionsSerDes());
        builder.Clicks(settings.Topic, Serde())
            .Transform(TransformerBuilder.New<string, ClickEvent, string, Session<string, HandSession>>()
                .Transformer<HandWrittenSessions>((long)settings.Gap.TotalMilliseconds, (long)settings.Grace.TotalMilliseconds)
                .StateStore(store)
                .Build())
            .To(settings.OutputTopic, new StringSerDes(), new HandWrittenSerDes());
    }

    private static ClickEventSerde Serde() => new(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign);

    private static async Task<RunFigures> RunAsync(RateSettings settings, Action<StreamBuilder, RateSettings> add)
    {
        var builder = new StreamBuilder();
        add(builder, settings);
        await using var log = settings.Place.OpenLog();
        var ends = TopicReader.Ends(log, settings.Topic, settings.Partitions);
        var config = new StreamConfig<StringSerDes, StringSerDes>
        {
            ApplicationId = settings.ApplicationId,
            BootstrapServers = settings.Place.Bootstrap,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            StateDir = settings.Place.StateDirectory,
            Guarantee = settings.Engine.IsExactlyOnce ? StreamizGuarantee.EXACTLY_ONCE : StreamizGuarantee.AT_LEAST_ONCE,
            CommitIntervalMs = (long)settings.Engine.CommitInterval.TotalMilliseconds,
            NumStreamThreads = settings.Engine.Threads,
            Logger = NullLoggerFactory.Instance,
        };
        using var offsets = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = settings.Place.Bootstrap, GroupId = settings.ApplicationId }).Build();
        var stopper = new Stopper(settings.Clicks);
        using var stream = new KafkaStream(builder.Build(), config);
        await stream.StartAsync();
        Confluent.Kafka.TopicPartition[] partitions = [.. Enumerable.Range(0, settings.Partitions).Select(partition => new Confluent.Kafka.TopicPartition(settings.Topic, partition))];
        for (var done = false; !done;)
        {
            await Task.Delay(s_sampling, TimeProvider.System);
            var committed = offsets.Committed(partitions, s_timeout);
            stopper.OnProgress(committed.Sum(offset => Math.Max(0, offset.Offset.Value)));
            done = committed.All(offset => offset.Offset.Value >= ends[offset.Partition.Value]);
        }

        return stopper.Stop(ends.Sum());
    }
}
