using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>Counts of a funnel that are larger than a record of their topic.</summary>
[TestFixture]
public sealed class OversizedCountsTests
{
    private const int Values = 1_000;
    private const int ValueLength = 1_100;

    private static readonly DateTimeOffset s_noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Counts_BeyondTheirTopic_StopWithTheTopicItsLimitAndWhatToDo()
    {
        await using var log = await LogAsync(maxRecordBytes: null);

        var error = await Assert.ThrowsAsync<UnwritableRecordException>(() => DrainAsync(log, UnwritableRecordPolicy.Fail));

        Assert.That(error!.Message, Does.StartWith("Task 1_0: 'sink-0005' cannot write a record to the topic 'counts' (made from no single record: at a commit")
            .And.Contain("bytes and the topic takes 1,048,576").And.Contain("Raise the topic's limit (max.message.bytes on Kafka").And.Contain("UnwritableRecordPolicy.Skip"));
        Assert.That(error.Record.Bytes, Is.GreaterThan(Values * ValueLength));
    }

    [Test]
    public async Task Counts_BeyondTheirTopic_CanBeSkippedAndAreCounted()
    {
        await using var log = await LogAsync(maxRecordBytes: null);

        var dropped = await DrainAsync(log, UnwritableRecordPolicy.Skip);

        Assert.That(dropped.Single(), Has.Property("Operator").EqualTo("sink-0005").And.Property("Reason").EqualTo("too-large").And.Property("Records").Positive);
    }

    [Test]
    public async Task Counts_InATopicCreatedForThem_AreWritten()
    {
        await using var log = await LogAsync(maxRecordBytes: 2 << 20);

        await DrainAsync(log, UnwritableRecordPolicy.Fail);

        var reader = log.CreateReader("counts", FunnelBucket.Serde, FunnelCounts.Serde);
        Assert.That((await reader.FirstAsync()).Value.Breakdown, Has.Length.EqualTo(Values + 2));
    }

    private static async Task<SimulatedLog> LogAsync(int? maxRecordBytes)
    {
        var log = new SimulatedLog();
        await log.CreateTopicAsync("clicks", partitions: 1);
        await log.Admin.CreateTopicAsync(new TopicSpecification("counts", 1) { MaxRecordBytes = maxRecordBytes });
        await using var writer = log.CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde);
        await writer.WriteAsync("ann", new ClickEvent("ann", "view", s_noon) { Campaign = "spring" });
        return log;
    }

    private static async Task<IReadOnlyList<OperatorLoss>> DrainAsync(IRecordLog log, UnwritableRecordPolicy policy)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks")
            .Funnel("campaigns", static f => f
                .Step("view", static (_, click) => click.Name == "view")
                .Step("buy", static (_, click) => click.Name == "buy")
                .Within(TimeSpan.FromHours(1))
                .BreakDown(static (_, click) => click.Campaign, Enumerable.Range(0, Values).Select(static i => $"{i}".PadLeft(ValueLength, '-')), BreakdownAttribution.First))
            .Counts.To("counts");
        await using var application = new StreamsApplication(
            builder.Build(), log, new() { ApplicationId = "shop", InMemoryState = true, UnwritableRecords = policy });
        await application.StartAsync();
        await application.DrainAsync();
        return application.Metrics.Dropped;
    }
}
