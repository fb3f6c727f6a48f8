using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Conservation for a whole application, on any log: what goes into a repartition topic is used behind it, or counted as dropped there.</summary>
public abstract class LossContract
{
    private const int Partitions = 3;
    private const int InOrder = 600;
    private const int WithoutPage = 60;
    private const int Late = 45;
    private const int Bad = 6;

    private static readonly long s_start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly TimeSpan s_grace = TimeSpan.FromDays(1);
    private static readonly long s_tooLateMs = 2 * (long)s_grace.TotalMilliseconds;

    protected abstract Task<IRecordLog> OpenAsync();

    [Test]
    public async Task EveryRecord_ThroughARepartition_IsUsedOrCountedOnce([Values] ProcessingGuarantee guarantee)
    {
        await using var log = await OpenAsync();
        var name = $"loss-{Guid.NewGuid():N}"[..12];
        await log.Admin.CreateTopicAsync(new TopicSpecification($"{name}-clicks", Partitions));
        await log.Admin.CreateTopicAsync(new TopicSpecification($"{name}-views", 1));
        await using var application = new StreamsApplication(Topology(name), log, new StreamsOptions
        {
            ApplicationId = name,
            InMemoryState = true,
            Threads = 2,
            Guarantee = guarantee,
            BadRecords = BadRecordPolicy.Skip,
            StartTimeout = TimeSpan.FromSeconds(20),
        });
        await application.StartAsync();
        using (var producer = log.CreateProducer(new LogProducerOptions()))
        {
            for (var i = 0; i < InOrder; i++)
            {
                Click(producer, name, i, s_start + (i * 10_000), i % (InOrder / WithoutPage) == 0 ? null : $"/{i % 20}");
            }

            for (var i = 0; i < Bad; i++)
            {
                producer.Produce(new RawRecord($"{name}-clicks", i % Partitions, -1, s_start, "zoe"u8, true, "{"u8, true));
            }

            producer.Flush(TimeSpan.FromSeconds(20));
            await UntilAsync(application, () => application.Metrics.Processed == InOrder);

            // Behind what the repartition topic has committed by now, on every partition, and far beyond the grace period.
            for (var i = 0; i < Late; i++)
            {
                Click(producer, name, i, s_start - s_tooLateMs + i, $"/{i % 20}");
            }

            producer.Flush(TimeSpan.FromSeconds(20));
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await application.DrainAsync(patience.Token);

        var metrics = application.Metrics;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((metrics.Read, metrics.Processed, metrics.Failed, metrics.Late), Is.EqualTo((InOrder + Late + (long)Bad, (long)InOrder + Late, (long)Bad, 0L)));
            Assert.That(
                metrics.Dropped.Select(loss => (loss.Operator, loss.Reason, loss.Records)),
                Is.EquivalentTo(new[]
                {
                    ("views", LateReasons.WindowClosed, (long)Late),
                    ("views", "window-null-key", WithoutPage),
                    ($"{name}-clicks-source", "invalid-json", Bad),
                }));
            Assert.That(Views(log, name), Is.EqualTo(InOrder - WithoutPage), "what is not dropped is in a window");
        }
    }

    private static Topology Topology(string name)
    {
        var builder = new TopologyBuilder();
        builder.Clicks($"{name}-clicks")
            .SelectKey((_, click) => click.Page!, Serdes.Utf8)
            // Without a function that merges results, events go through the repartition topic one by one.
            .AggregateByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1)) with { GracePeriod = s_grace }, static () => 0L, static (count, _, _) => count + 1)
            .Closed.Map((window, count) => (window.Key, count)).To($"{name}-views", Serdes.Utf8, Serdes.Int64);
        return builder.Build();
    }

    private static void Click(ILogProducer producer, string name, int number, long timeMs, string? page)
    {
        var value = new ArrayBufferWriter<byte>();
        ClickEvent.Serde.Serialize(new ClickEvent { User = $"user-{number}", Name = "view", TimestampMs = timeMs, Page = page }, value);
        producer.Produce(new RawRecord(
            $"{name}-clicks", number % Partitions, -1, timeMs, Encoding.UTF8.GetBytes($"user-{number}"), true, value.WrittenSpan, true));
    }

    private static async Task UntilAsync(StreamsApplication application, Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(60)), application.Metrics.ToString());
            await Task.Delay(20);
        }
    }

    private static long Views(IRecordLog log, string name) =>
        log.CreateReader($"{name}-views", Serdes.Utf8, Serdes.Int64).ToBlockingEnumerable().Sum(record => record.Value);
}
