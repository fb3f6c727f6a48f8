using System.Buffers;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>
/// Clicks without keys, in order of time in each partition, that are re-keyed for everything: sessions by user, clicks of a page in
/// each minute, and, behind a second repartition, sessions by entry page and hour. No grace anywhere, so whatever is late is missing.
/// </summary>
internal sealed class RekeyedRun(IRecordLog log, int partitions, string name, int inputs = 1)
{
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);

    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;

    private string SessionTopic => $"{name}-sessions";

    private string PageTopic => $"{name}-pages";

    private string EntryTopic => $"{name}-entries";

    public StreamsOptions Options => new() { ApplicationId = name, InMemoryState = true, StartTimeout = TimeSpan.FromSeconds(20) };

    public Topology Topology()
    {
        var builder = new TopologyBuilder();
        var clicks = Enumerable.Range(0, inputs).Select(i => builder.Stream(Input(i), new Consumed<string, ClickEvent>
        {
            TimestampMsOf = click => click.TimestampMs,
            AllowsNullKey = true,
        })).Aggregate((first, second) => first.Merge(second));
        var closed = clicks.SelectKey((_, click) => click.User, Serdes.Utf8).Sessionize("sessions", new SessionWindows { Gap = Gap }).Closed;
        closed.To(SessionTopic);
        closed.SelectKey((_, session) => session.Aggregate.EntryPage ?? "", Serdes.Utf8)
            .CountByWindow("entries", TumblingWindows.Of(TimeSpan.FromHours(1))).Closed
            .Map((window, count) => (window.Key, $"{window.StartMs} {count}")).To(EntryTopic, Serdes.Utf8, Serdes.Utf8);
        clicks.SelectKey((_, click) => click.Page ?? "", Serdes.Utf8)
            .CountByWindow("pages", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed
            .Map((window, count) => (window.Key, $"{window.StartMs} {count}")).To(PageTopic, Serdes.Utf8, Serdes.Utf8);
        return builder.Build();
    }

    public async Task CreateTopicsAsync()
    {
        foreach (var topic in Enumerable.Range(0, inputs).Select(Input).Concat([SessionTopic, PageTopic, EntryTopic]))
        {
            await log.Admin.CreateTopicAsync(new TopicSpecification(topic, partitions));
        }
    }

    /// <summary>Writes clicks, each to the partition and input that it is given.</summary>
    public void Produce(IEnumerable<(DataClick Click, int Partition)> clicks)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        var value = new ArrayBufferWriter<byte>();
        foreach (var (click, at) in clicks)
        {
            value.ResetWrittenCount();
            ClickEvent.Serde.Serialize(
                new ClickEvent { User = click.User, Name = click.Event, TimestampMs = click.TimestampMs, Page = click.Page }, value);
            producer.Produce(new RawRecord(
                Input(at / partitions % inputs), at % partitions, -1, click.TimestampMs, key: default, hasKey: false, value.WrittenSpan, hasValue: true));
        }

        producer.Flush(TimeSpan.FromSeconds(60));
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

    public void AssertIsComplete(IReadOnlyCollection<DataClick> clicks)
    {
        var sessions = SessionOracle.Of(clicks, (long)Gap.TotalMilliseconds);
        var read = Read(SessionTopic, ClickSessions.Serde).Select(record => record.Value)
            .Select(session => new SessionRow(
                session.Key, session.StartMs, session.EndMs, session.EventCount, session.Aggregate.EntryPage, session.Aggregate.ExitPage))
            .OrderBy(session => session.User, StringComparer.Ordinal).ThenBy(session => session.StartMs).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(read, Is.EqualTo(sessions), "sessions");
            Assert.That(ReadCounts(PageTopic), Is.EqualTo(Counts(clicks.Select(click => (click.Page ?? "", click.TimestampMs)), MinuteMs)), "pages");
            Assert.That(ReadCounts(EntryTopic), Is.EqualTo(Counts(sessions.Select(session => (session.EntryPage ?? "", session.EndMs)), HourMs)), "entries");
        });
    }

    private static string[] Counts(IEnumerable<(string Key, long TimeMs)> events, long sizeMs) =>
        [.. events.GroupBy(one => (one.Key, one.TimeMs - (one.TimeMs % sizeMs))).Select(group => $"{group.Key.Key} {group.Key.Item2} {group.Count()}").Order(StringComparer.Ordinal)];

    private string Input(int number) => $"{name}-clicks-{number}";

    private string[] ReadCounts(string topic) => [.. Read(topic, Serdes.Utf8).Select(record => $"{record.Key} {record.Value}").Order(StringComparer.Ordinal)];

    private IEnumerable<ReadRecord<string, TValue>> Read<TValue>(string topic, ISerde<TValue> serde) =>
        log.CreateReader(topic, Serdes.Utf8, serde).ToBlockingEnumerable();
}
