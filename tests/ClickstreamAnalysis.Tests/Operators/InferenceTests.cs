using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Operators;

/// <summary>Types, and serdes of types that the library knows, need not be written.</summary>
[TestFixture]
public sealed class InferenceTests
{
    [Test]
    public void Results_of_clicks_go_to_topics_without_a_serde()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        var sessions = clicks.Sessionize("sessions");
        sessions.Closed.To("closed");
        sessions.Changes.To("changes");
        sessions.Late.To("late-sessions");
        var funnel = clicks.Funnel("shop", f => f.Step("view", click => click.Value.Name == "view").Step("buy", (_, click) => click.Name == "buy").Within(TimeSpan.FromHours(1)));
        funnel.Outcomes.To("outcomes");
        funnel.Counts.To("counts");
        funnel.Late.To("late-funnel");
        var windows = clicks.SelectKey((_, click) => click.Page!).CountByWindow("pages", TumblingWindows.Of(TimeSpan.FromMinutes(1)));
        windows.Closed.To("pages");
        windows.Late.To("late-pages");
        builder.Stream<string, byte[]>("lines").MapValues((user, _) => new ClickEvent { User = user, Name = "line", TimestampMs = 0 }).To("parsed");
        builder.Stream<long, double>("numbers").MapValues((key, value) => (int)value).To("whole-numbers");

        Assert.That(builder.Build, Throws.Nothing);
    }

    [Test]
    public void To_Produced_UsesItsSerdesAndName()
    {
        var builder = new TopologyBuilder();
        builder.Stream<string, long>("numbers").To("texts", new Produced<string, long> { ValueSerde = Serdes.Json<long>(), Name = "as-json" });
        var topology = builder.Build();

        using var driver = new TopologyTestDriver(topology);
        driver.CreateInputTopic("numbers", Serdes.Utf8, Serdes.Int64).Pipe("one", 1, 1);
        driver.CreateOutputTopic("texts", Serdes.Utf8, Serdes.Utf8).TryRead(out var written);
        Assert.That(written.Value, Is.EqualTo("1"));
        Assert.That(topology.Describe(), Does.Contain("as-json"));
    }

    [Test]
    public void A_type_that_stays_keeps_the_serde_of_the_stream()
    {
        var builder = new TopologyBuilder();
        var readings = builder.Stream("readings", valueSerde: Serdes.Json<Reading>(), keySerde: Serdes.Json<string>());
        readings.MapValues((_, reading) => reading with { Celsius = reading.Celsius + 1 }).SelectKey((key, _) => key + "!")
            .Map((key, reading) => (key, reading)).FlatMapValues((_, reading) => new[] { reading }).To("corrected");

        using var driver = new TopologyTestDriver(builder.Build());
        driver.CreateInputTopic("readings", Serdes.Json<string>(), Serdes.Json<Reading>()).Pipe("saw", new Reading(20), 1);

        var corrected = driver.CreateOutputTopic("corrected", Serdes.Utf8, Serdes.Utf8).ReadAll().Single();
        Assert.That((corrected.Key, corrected.Value), Is.EqualTo(("\"saw!\"", "{\"celsius\":21}")));
    }

    [Test]
    public void Process_needs_no_type_arguments()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("seen", Serdes.Utf8, Serdes.Int64));
        builder.Clicks("clicks").Process("dedupe", () => new Deduplicate(), "seen").To("unique");

        using var driver = new TopologyTestDriver(builder.Build());
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        clicks.Pipe("ann", new ClickEvent { User = "ann", Name = "view", TimestampMs = 1 }, 1);
        clicks.Pipe("ann", new ClickEvent { User = "ann", Name = "view", TimestampMs = 2 }, 2);

        Assert.That(driver.CreateOutputTopic("unique", Serdes.Utf8, ClickEvent.Serde).ReadAll(), Has.Count.EqualTo(1));
    }

    [Test]
    public void Build_TypeThatTheLibraryDoesNotKnow_NamesOperatorTypeAndWhatToWrite()
    {
        var builder = new TopologyBuilder();
        builder.Stream<string, Reading>("readings");
        var numbers = builder.Stream<string, int>("numbers");
        numbers.AggregateByWindow("last", TumblingWindows.Of(TimeSpan.FromMinutes(1)), () => new Reading(0), (_, _, value) => new Reading(value));
        numbers.Sessionize("visits", new(), () => new Reading(0), (_, record) => new Reading(record.Value), (first, _) => first);

        Assert.That(builder.Build, Throws.TypeOf<TopologyException>().With.Property(nameof(TopologyException.Mistakes)).EqualTo(new[]
        {
            "Stream(\"readings\") needs a serde for its values, and the library knows none for Reading: give one to it, for example valueSerde: Serdes.Json<Reading>().",
            "AggregateByWindow(\"last\") needs a serde for its results, and the library knows none for Reading: give one to it, for example resultSerde: Serdes.Json<Reading>().",
            "Sessionize 'visits' needs a serde for its aggregates, and the library knows none for Reading: give one to it, for example aggregateSerde: Serdes.Json<Reading>().",
        }));
    }

    [Test]
    public void Clicks_KeyedByUser_TakeNoNoticeOfTheKeyOfTheRecord()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks", ClickKey.User).To("by-user");
        using var driver = new TopologyTestDriver(builder.Build());

        driver.CreateInputTopic("clicks", Serdes.Int64, ClickEvent.Serde).Pipe(7, new ClickEvent { User = "ann", Name = "view", TimestampMs = 1 }, 1);

        Assert.That(driver.CreateOutputTopic("by-user", Serdes.Utf8, ClickEvent.Serde).ReadAll().Single().Key, Is.EqualTo("ann"));
    }

    [Test]
    public void Consumed_TimeOf_IsTheEventTime()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", new Consumed<string, long> { TimeOf = seconds => DateTimeOffset.FromUnixTimeSeconds(seconds) }).To("out");
        using var driver = new TopologyTestDriver(builder.Build());

        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64).Pipe("a", 42, 1);

        Assert.That(driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int64).ReadAll().Single().TimestampMs, Is.EqualTo(42_000));
    }

    private sealed record Reading(double Celsius);

    private sealed class Deduplicate : IProcessor<string, ClickEvent, string, ClickEvent>
    {
        private IProcessorContext<string, ClickEvent> _context = null!;
        private IKeyValueStore<string, long> _seen = null!;

        public void Initialize(IProcessorContext<string, ClickEvent> context) => (_context, _seen) = (context, context.GetStore<IKeyValueStore<string, long>>("seen"));

        public void Process(in Record<string, ClickEvent> record)
        {
            if (!_seen.TryGet(record.Value.Name, out _))
            {
                _seen.Put(record.Value.Name, record.TimestampMs);
                _context.Forward(in record);
            }
        }
    }
}
