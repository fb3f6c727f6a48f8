using System.Buffers;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>
/// Global counts of out-of-order clicks in hopping windows, over random partitions, hosts, pauses, restarts and crashes on a log with faults: exactly the
/// counts of SQL over all clicks at once.
/// </summary>
public sealed class TwoPhaseFaultTests
{
    private const long SizeMs = 600_000;
    private const long AdvanceMs = 240_000;
    private const int GraceMs = 300_000;

    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase(1, 8)]
    [TestCase(9, 400, Explicit = true, Reason = "Takes minutes.")]
    public async Task Under_any_faults_global_counts_are_those_of_sql(int firstSeed, int lastSeed)
    {
        var crashes = 0;
        for (var seed = firstSeed; seed <= lastSeed; seed++)
        {
            try
            {
                crashes += await RunAsync(seed);
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }

        Assert.That(crashes, Is.Positive);
    }

    private static async Task<int> RunAsync(int seed)
    {
        var random = new Random(seed);
        var clock = new FakeTimeProvider(s_start);
        var faults = FaultPropertyTests.ExactlyOnceFaults.ToDictionary(fault => fault, FaultPropertyTests.ChanceOf);
        var log = new SimulatedLog(new SimulatedLogOptions { Seed = seed, TimeProvider = clock, Faults = faults }) { FaultsEnabled = false };
        var partitions = random.Next(1, 5);
        foreach (var topic in new[] { "clicks", "counts", "users", "top" })
        {
            await log.Admin.CreateTopicAsync(new TopicSpecification(topic, partitions));
        }

        var timeMs = s_start.AddDays(-10).ToUnixTimeMilliseconds();
        var clicks = Enumerable.Range(0, random.Next(1, 300)).Select(_ =>
        {
            timeMs += random.Next(10) == 0 ? random.Next(3_600_000) : random.Next(60_000);
            return new DataClick($"user-{random.Next(20)}", "view", timeMs, $"/{random.Next(5)}");
        }).ToArray();
        DataClick[] arrivals = [.. clicks.OrderBy(click => click.TimestampMs + random.Next(GraceMs))];
        var options = new StreamsOptions { ApplicationId = $"two-{seed}", InMemoryState = true, StartTimeout = TimeSpan.FromSeconds(20) };
        var hosts = new FaultyHosts(log, clock, random, Topology, options, _ => null);
        await hosts.RunAsync(
            new Queue<(DataClick, int)[]>(arrivals.Select(click => (click, random.Next(partitions))).Chunk(random.Next(1, 60))), batch => Produce(log, batch));
        await using (var last = new StreamsApplication(Topology(), log, hosts.LastRun(options)))
        {
            await last.StartAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            await last.DrainAsync(patience.Token);
        }

        AssertEqualsSql(log, clicks);
        return hosts.Crashes;
    }

    private static Topology Topology()
    {
        var windows = HoppingWindows.Of(TimeSpan.FromMilliseconds(SizeMs), TimeSpan.FromMilliseconds(AdvanceMs)) with { GracePeriod = TimeSpan.FromMilliseconds(GraceMs) };
        var builder = new TopologyBuilder();
        var clicks = builder.Stream("clicks", new Consumed<string, ClickEvent> { TimestampMsOf = click => click.TimestampMs, AllowsNullKey = true });
        clicks.SelectKey((_, click) => click.Page ?? "", Serdes.Utf8).CountByWindow("counts", windows)
            .Closed.Map((window, count) => (window.Key, $"{window.StartMs} {count}")).To("counts", Serdes.Utf8, Serdes.Utf8);
        var all = clicks.SelectKey((_, _) => "all", Serdes.Utf8);
        all.CountDistinctByWindow("users", windows, click => click.User)
            .Closed.Map((window, count) => (window.Key, $"{window.StartMs} {count}")).To("users", Serdes.Utf8, Serdes.Utf8);
        all.TopByWindow("top", windows, 3, click => click.Page)
            .Closed.Map((window, top) => (window.Key, $"{window.StartMs} {string.Join(',', top.Select(item => $"{item.Key}:{item.Count}"))}")).To("top", Serdes.Utf8, Serdes.Utf8);
        return builder.Build();
    }

    private static void Produce(SimulatedLog log, IEnumerable<(DataClick Click, int Partition)> clicks)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        var value = new ArrayBufferWriter<byte>();
        foreach (var (click, partition) in clicks)
        {
            value.ResetWrittenCount();
            ClickEvent.Serde.Serialize(new ClickEvent { User = click.User, Name = click.Event, TimestampMs = click.TimestampMs, Page = click.Page }, value);
            producer.Produce(new RawRecord("clicks", partition, -1, click.TimestampMs, key: default, hasKey: false, value.WrittenSpan, hasValue: true));
        }

        producer.Flush(TimeSpan.FromSeconds(60));
    }

    private static void AssertEqualsSql(SimulatedLog log, IReadOnlyCollection<DataClick> clicks)
    {
        using var table = new ClickTable(clicks);
        const string Members =
            """
            with hops as (select unnest(range(0, 3)) * 240000 as back),
                 members as (select user_id, page, ts - ts % 240000 - back as start_ms from clicks, hops where ts - ts % 240000 - back > ts - 600000)
            """;
        string[] Rows(string sql) => [.. table.Query($"{Members}\n{sql}", row => row.GetString(0)).Order(StringComparer.Ordinal)];
        string[] Read(string topic) => [.. log.CreateReader(topic, Serdes.Utf8, Serdes.Utf8).ToBlockingEnumerable().Select(record => $"{record.Key} {record.Value}").Order(StringComparer.Ordinal)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read("counts"), Is.EqualTo(Rows("select page || ' ' || start_ms || ' ' || count(*) from members group by page, start_ms")), "counts");
            Assert.That(Read("users"), Is.EqualTo(Rows("select 'all ' || start_ms || ' ' || count(distinct user_id) from members group by start_ms")), "users");
            Assert.That(Read("top"), Is.EqualTo(Rows(
                """
                , counts as (select start_ms, page, count(*) as n from members group by all),
                top as (select * from counts qualify row_number() over (partition by start_ms order by n desc, page) <= 3)
                select 'all ' || start_ms || ' ' || string_agg(page || ':' || n, ',' order by n desc, page) from top group by start_ms
                """)), "top");
        }
    }
}
