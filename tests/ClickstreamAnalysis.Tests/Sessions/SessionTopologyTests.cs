using ClickstreamAnalysis.Testing;
using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>The operator as users write it, in the real engine.</summary>
[TestFixture]
public sealed class SessionTopologyTests
{
    [Test]
    public void Clicks_give_closed_sessions_changes_and_late_clicks_as_json_without_naming_a_serde()
    {
        var builder = new TopologyBuilder();
        var sessions = builder.Clicks("clicks").Sessionize("sessions");
        sessions.Closed.To("closed");
        sessions.Changes.To("changes");
        sessions.Late.To("late");
        using var driver = new TopologyTestDriver(builder.Build(), new() { Start = DateTimeOffset.FromUnixTimeMilliseconds(At("20:00")) });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        var closed = driver.CreateOutputTopic("closed", Serdes.Utf8, ClickSessions.Serde);
        var changes = driver.CreateOutputTopic("changes", Serdes.Utf8, ClickSessions.ChangeSerde);
        var late = driver.CreateOutputTopic("late", Serdes.Utf8, ClickSessions.LateSerde);

        foreach (var (user, time) in new[] { ("ann", "12:00"), ("ann", "12:10"), ("bob", "13:00"), ("ann", "12:05") })
        {
            clicks.Pipe(user, new ClickEvent { User = user, Name = "view", TimestampMs = At(time), Page = "/" + time }, At(time));
        }

        var session = closed.ReadAll().Single();
        Assert.That((session.Key, session.TimestampMs), Is.EqualTo(("ann", At("12:10"))));
        Assert.That(session.Value.Aggregate, Is.EqualTo(new SessionFacts { PageViews = 2, EntryPage = "/12:00", ExitPage = "/12:10" }));
        Assert.That(changes.ReadAll().Select(change => change.Value.Kind), Is.EqualTo(new[]
        {
            SessionChangeKind.Opened, SessionChangeKind.Updated, SessionChangeKind.Opened, SessionChangeKind.Closed,
        }));
        Assert.That(late.ReadAll().Single().Value.Value.Page, Is.EqualTo("/12:05"));
        Assert.That((driver.Metrics.Read, driver.Metrics.Processed, driver.Metrics.Late), Is.EqualTo((4L, 3L, 1L)));
    }

    [Test]
    public void Open_sessions_survive_a_restart()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.To("closed");
        using var driver = new TopologyTestDriver(builder.Build(), new() { Start = DateTimeOffset.FromUnixTimeMilliseconds(At("20:00")) });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        var closed = driver.CreateOutputTopic("closed", Serdes.Utf8, ClickSessions.Serde);

        foreach (var time in new[] { "12:00", "12:10", "14:00" })
        {
            clicks.Pipe("ann", new ClickEvent { User = "ann", Name = "view", TimestampMs = At(time), Page = "/" + time }, At(time));
            driver.Restart();
        }

        var session = closed.ReadAll().Single().Value;
        Assert.That((session.EventCount, session.Aggregate.EntryPage, session.Aggregate.ExitPage), Is.EqualTo((2L, "/12:00", "/12:10")));
    }

    [Test]
    public void An_own_event_type_with_an_own_aggregate_works_as_well()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Int64)
            .Sessionize("sums", new SessionWindows { Gap = TimeSpan.FromSeconds(10), GracePeriod = TimeSpan.FromSeconds(5) }, new Sum(), Serdes.Int64)
            .Closed.MapValues((_, session) => session.Aggregate).To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64);
        var output = driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int64);

        input.Pipe([("a", 1, 1_000), ("a", 10, 12_000), ("a", 100, 6_000), ("b", 0, 60_000)]);

        Assert.That(output.ReadAll().Single().Value, Is.EqualTo(111));
    }

    [Test]
    public void Behind_a_change_of_keys_the_stream_is_repartitioned_first()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").SelectKey((_, click) => click.Page!, Serdes.Utf8).Sessionize("by-page").Closed.To("closed");
        var topology = builder.Build();
        Assert.That(topology.ToString(), Does.Contain("by-page-repartition"));
        using var driver = new TopologyTestDriver(topology, new() { Partitions = 4, Start = DateTimeOffset.FromUnixTimeMilliseconds(At("20:00")) });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        var closed = driver.CreateOutputTopic("closed", Serdes.Utf8, ClickSessions.Serde);

        for (var i = 0; i < 10; i++)
        {
            clicks.Pipe($"user {i}", new ClickEvent { User = $"user {i}", Name = "view", TimestampMs = At("12:00") + i, Page = "/same" }, At("12:00") + i);
        }

        clicks.Pipe("user", new ClickEvent { User = "user", Name = "view", TimestampMs = At("15:00"), Page = "/same" }, At("15:00"));

        Assert.That(closed.ReadAll().Single().Value.EventCount, Is.EqualTo(10));
    }

    [Test]
    public void All_mistakes_are_reported_together()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("wrong", new SessionWindows
        {
            Gap = TimeSpan.Zero,
            GracePeriod = TimeSpan.FromSeconds(-1),
            MaxDuration = TimeSpan.Zero,
            MaxEvents = 0,
        });
        Assert.That(() => builder.Build(), Throws.TypeOf<TopologyException>().With.Property(nameof(TopologyException.Mistakes)).Count.EqualTo(4)
            .And.Message.Contains("'wrong'").And.Message.Contains("gap").And.Message.Contains("grace").And.Message.Contains("duration")
            .And.Message.Contains("events"));
    }

    [Test]
    public void A_stream_whose_key_serde_is_not_known_is_refused()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").SelectKey((user, _) => new Person(user)).Sessionize("by-person", new SessionWindows(), () => 0L, (count, _) => count + 1, (a, b) => a + b);
        Assert.That(() => builder.Build(), Throws.TypeOf<TopologyException>().With.Message.Contains("'by-person'").And.Message.Contains("WithSerdes").And.Message.Contains("Serdes.Json<Person>()"));
    }

    private sealed record Person(string Name);

    private sealed class Sum : ISessionAggregator<string, long, long>
    {
        public long Create(in Record<string, long> record) => record.Value;

        public void Add(ref long aggregate, in Record<string, long> record) => aggregate += record.Value;

        public void Merge(ref long aggregate, in long other) => aggregate += other;
    }
}
