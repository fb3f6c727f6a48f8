using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Sessions and the shop funnel of some clicks on a log: topics, topology, application, and results read back.</summary>
internal sealed class ClickRun(IRecordLog log, int partitions, string? name = null)
{
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly string _name = name ?? $"run-{Guid.NewGuid():N}"[..12];

    private string Input => $"{_name}-clicks";

    private string SessionTopic => $"{_name}-sessions";

    private string FunnelTopic => $"{_name}-funnel";

    public StreamsOptions Options => new() { ApplicationId = _name, InMemoryState = true, StartTimeout = TimeSpan.FromSeconds(20) };

    public Topology Topology()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks(Input);
        clicks.Sessionize("sessions", new SessionWindows { Gap = Gap, GracePeriod = Grace }).Closed.To(SessionTopic);
        clicks.Funnel("shop", funnel => funnel
            .Step("view", (_, click) => click.Name == "view")
            .Step("cart", (_, click) => click.Name == "cart")
            .Step("purchase", (_, click) => click.Name == "purchase")
            .Within(Window) with
        { GracePeriod = Grace }).Counts.To(FunnelTopic);
        return builder.Build();
    }

    public async Task CreateTopicsAsync()
    {
        await log.Admin.CreateTopicAsync(new TopicSpecification(Input, partitions));
        await log.Admin.CreateTopicAsync(new TopicSpecification(SessionTopic, partitions));
        await log.Admin.CreateTopicAsync(new TopicSpecification(FunnelTopic, 1));
    }

    public async Task ProduceAsync(IEnumerable<DataClick> clicks)
    {
        await using var writer = log.CreateWriter(Input, Serdes.Utf8, ClickEvent.Serde);
        await Task.WhenAll(clicks.Select(click => writer.WriteAsync(
            click.User, new ClickEvent { User = click.User, Name = click.Event, TimestampMs = click.TimestampMs, Page = click.Page })));
    }

    /// <summary>Processes everything to the end, and returns what the application counted.</summary>
    public async Task<StreamsMetrics> DrainAsync(Func<StreamsOptions, StreamsOptions>? change = null)
    {
        await using var application = new StreamsApplication(Topology(), log, change?.Invoke(Options) ?? Options);
        await application.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await application.DrainAsync(patience.Token);
        return application.Metrics;
    }

    /// <summary>All closed sessions that were committed, in order of user and start, duplicates included.</summary>
    public List<SessionRow> ReadSessions() => [.. Read(SessionTopic, ClickSessions.Serde)
        .Select(record => record.Value)
        .Select(session => new SessionRow(
            session.Key, session.StartMs, session.EndMs, session.EventCount, session.Aggregate.EntryPage, session.Aggregate.ExitPage))
        .OrderBy(session => session.User, StringComparer.Ordinal).ThenBy(session => session.StartMs)];

    /// <summary>The last counts of the funnel; zeros when nobody entered it.</summary>
    public long[] ReadFunnel() => Read(FunnelTopic, FunnelCounts.Serde).LastOrDefault().Value?.Steps.Select(step => step.Users).ToArray() ?? [0, 0, 0];

    private IEnumerable<ReadRecord<string, TValue>> Read<TValue>(string topic, ISerde<TValue> serde) =>
        log.CreateReader(topic, Serdes.Utf8, serde).ToBlockingEnumerable();
}
