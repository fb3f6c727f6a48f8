using ClickstreamAnalysis.Formats.Tests.Registry;
using ClickstreamAnalysis.Streamiz.Tests.Comparison;
using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Formats.Tests.Comparison;

/// <summary>Real clicks of a shop give the same results in every format, row for row.</summary>
public sealed class RealClicksTests
{
    private const int Clicks = 20_000;

    [Test]
    public async Task Results_on_Avro_and_JSON_Schema_are_those_on_JSON()
    {
        using var registry = TestRegistry.Connect();
        var json = await RunAsync(ClickEvent.Serde);

        Assert.That(json.CountOf("closed"), Is.GreaterThan(1_000));
        Assert.That((await RunAsync(AvroClicks.From(registry))).ByKey(), Is.EqualTo(json.ByKey()));
        Assert.That((await RunAsync(JsonSchemaClicks.From<Click>(registry, static click => click.ToEvent(), Click.Of))).ByKey(), Is.EqualTo(json.ByKey()));
    }

    private static async Task<Rows> RunAsync(ISerde<ClickEvent> serde)
    {
        var directory = Directory.CreateTempSubdirectory("clickstream-formats-").FullName;
        try
        {
            var topic = TestRegistry.NewTopic();
            await using var log = new EmbeddedLog(Path.Combine(directory, "log"));
            await log.CreateTopicAsync(topic, 1);
            await WriteAsync(log, topic, serde);
            var rows = new Rows();
            await using var application = new StreamsApplication(
                Build(topic, serde, rows), log, new StreamsOptions { ApplicationId = topic, StateDirectory = Path.Combine(directory, "state"), Threads = 1 });
            await application.StartAsync();
            await application.DrainAsync().WaitAsync(TimeSpan.FromSeconds(60));
            return rows;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task WriteAsync(EmbeddedLog log, string topic, ISerde<ClickEvent> serde)
    {
        await using var writer = log.CreateWriter(topic, Serdes.Utf8, serde);
        var written = RealClicks.Rees46().Take(Clicks).Select(click => writer.WriteAsync(
            click.User, new ClickEvent { User = click.User, Name = click.Event, TimestampMs = click.TimestampMs, Page = click.Page }));
        foreach (var write in written.ToList())
        {
            await write;
        }
    }

    private static Topology Build(string topic, ISerde<ClickEvent> serde, Rows rows)
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks(topic, serde);
        var sessions = clicks.Sessionize("sessions", new SessionWindows { Gap = TimeSpan.FromMinutes(5), GracePeriod = TimeSpan.FromMinutes(1) });
        sessions.Closed.ForEach(record => rows.Closed(record.Key, record.Value, record.TimestampMs));
        sessions.Changes.ForEach(record => rows.Change(record.Key, record.Value, record.TimestampMs));
        var funnel = clicks.Funnel("checkout", steps => steps
            .Step("view", static (_, click) => click.Name == "view")
            .Step("cart", static (_, click) => click.Name == "cart")
            .Step("purchase", static (_, click) => click.Name == "purchase")
            .Within(TimeSpan.FromHours(1)));
        funnel.Outcomes.ForEach(record => rows.Outcome(record.Key, record.Value, record.TimestampMs));
        return builder.Build();
    }

    /// <summary>A click as a plain type, from which its JSON Schema is made.</summary>
    private sealed record Click(string User, string Event, long TimestampMs, string? Page)
    {
        public static Click Of(ClickEvent click) => new(click.User, click.Name, click.TimestampMs, click.Page);

        public ClickEvent ToEvent() => new() { User = User, Name = Event, TimestampMs = TimestampMs, Page = Page };
    }
}
