using System.Buffers;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>Clicks that are written to two partitions at the same pace, in order of time, while they are counted by page and minute without grace.</summary>
internal sealed class PacedRun(IRecordLog log)
{
    public const string Input = "paced-clicks";

    private const string Output = "paced-minutes";
    private const int Partitions = 2;
    private const int ClicksOfAPartition = 800;
    private const long StepMs = 3_000;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly long s_startMs = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public StreamsOptions Options => new()
    {
        ApplicationId = "paced",
        InMemoryState = true,
        Guarantee = ProcessingGuarantee.AtLeastOnce,
        StartTimeout = TimeSpan.FromSeconds(60),
        UpstreamIdleTimeout = TimeSpan.FromSeconds(2.5), // less than it takes until there is another leader
    };

    public static Topology Topology()
    {
        var builder = new TopologyBuilder();
        builder.Clicks(Input).SelectKey(static (_, click) => click.Page!, Serdes.Utf8)
            .CountByWindow("pages", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed
            .Map(static (window, count) => (window.Key, $"{(window.StartMs - s_startMs) / 60_000} {count}")).To(Output, Serdes.Utf8, Serdes.Utf8);
        return builder.Build();
    }

    public async Task CreateTopicsAsync()
    {
        await log.Admin.CreateTopicAsync(new TopicSpecification(Input, Partitions));
        await log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1));
    }

    /// <summary>Writes all clicks, one every 25 ms to each partition. Returns their number.</summary>
    public async Task<int> ProduceAsync()
    {
        // One loop, so that a busy machine holds up both partitions alike.
        using var producer = log.CreateProducer(new LogProducerOptions());
        var value = new ArrayBufferWriter<byte>();
        for (var i = 0; i < ClicksOfAPartition; i++)
        {
            value.ResetWrittenCount();
            var timeMs = s_startMs + (i * StepMs);
            ClickEvent.Serde.Serialize(new ClickEvent { User = "ann", Name = "view", TimestampMs = timeMs, Page = "/" }, value);
            for (var partition = 0; partition < Partitions; partition++)
            {
                producer.Produce(new RawRecord(Input, partition, -1, timeMs, "ann"u8, hasKey: true, value.WrittenSpan, hasValue: true));
            }

            await Task.Delay(s_pace);
        }

        producer.Flush(s_patience);
        return Partitions * ClicksOfAPartition;
    }

    /// <summary>Waits until the application has read so many.</summary>
    public async Task WaitAsync(StreamsApplication application, int clicks)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (application.Metrics.Processed + application.Metrics.Late < clicks)
        {
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(s_patience), application.Metrics.ToString());
            await Task.Delay(20);
        }
    }

    public void AssertIsComplete()
    {
        var expected = Enumerable.Range(0, ClicksOfAPartition).GroupBy(static i => i * StepMs / 60_000).Select(static minute => $"{minute.Key} {Partitions * minute.Count()}");
        var read = log.CreateReader(Output, Serdes.Utf8, Serdes.Utf8).ToBlockingEnumerable().Select(static record => record.Value).Distinct();
        Assert.That(read, Is.EquivalentTo(expected));
    }
}
