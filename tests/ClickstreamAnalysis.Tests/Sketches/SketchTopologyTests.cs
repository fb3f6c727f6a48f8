using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Sketches;

/// <summary>Sketches as the state of windows and sessions, changed in place.</summary>
[TestFixture]
public sealed class SketchTopologyTests
{
    private static readonly TimeWindows s_minutes = HoppingWindows.Of(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));

    [TestCase(0)]
    [TestCase(100)]
    public void Windows_OfSketches_HaveTheCountsOfEachWindowAndSurviveRestarts(int eventsBetweenRestarts)
    {
        var builder = new TopologyBuilder();
        var views = builder.Stream("views", Serdes.Utf8, Serdes.Int32);
        views.AggregateByWindow("users", s_minutes, static () => new DistinctCounter(8), static (users, _, user) => users.Add(user))
            .Closed.MapValues(static (_, users) => users.Estimate()).To("users");
        views.AggregateByWindow("top", s_minutes, static () => new TopCounter<int>(5), static (top, _, user) => top.Add(user)).Closed.To("top");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("views", Serdes.Utf8, Serdes.Int32);
        var random = new Random(1);
        var users = new List<(long TimestampMs, int User)>();
        for (var i = 0; i < 1_000; i++)
        {
            users.Add((i * 250L, random.Next(200)));
            input.Pipe("all", users[i].User, users[i].TimestampMs);
            if (eventsBetweenRestarts > 0 && i % eventsBetweenRestarts == 0)
            {
                driver.Restart();
            }
        }

        input.Pipe("all", 0, 1_000_000);
        var keys = new WindowedSerde<string>(Serdes.Utf8, s_minutes.Size);
        var counts = driver.CreateOutputTopic("users", keys, Serdes.Int64).ReadAll();
        var tops = driver.CreateOutputTopic("top", keys, TopCounter.CreateSerde(Serdes.Int32)).ReadAll();
        Assert.That(counts, Has.Count.EqualTo(6));
        Assert.That(tops, Has.Count.EqualTo(6));
        for (var i = 0; i < counts.Count; i++)
        {
            var window = counts[i].Key;
            int[] inside = [.. users.Where(user => user.TimestampMs >= window.StartMs && user.TimestampMs < window.EndMs).Select(static user => user.User)];
            var (counter, top) = (new DistinctCounter(8), new TopCounter<int>(5));
            Array.ForEach(inside, user => counter.Add(user));
            Array.ForEach(inside, user => top.Add(user));
            Assert.That(counts[i].Value, Is.EqualTo(counter.Estimate()));
            Assert.That(tops[i].Value.Top(5), Is.EqualTo(top.Top(5)), "the same keys, counts and errors as without an engine");
        }
    }

    [Test]
    public void Sessions_ThatMerge_MergeTheirSketches()
    {
        var builder = new TopologyBuilder();
        builder.Stream("views", Serdes.Utf8, Serdes.Utf8)
            .Sessionize(
                "pages",
                new() { Gap = TimeSpan.FromMinutes(30), GracePeriod = TimeSpan.FromHours(2) },
                static () => new TopCounter<string>(),
                static (top, _, page) => top.Add(page),
                static (a, b) => a.Merge(b))
            .Closed.MapValues(static (_, session) => string.Join(", ", session.Aggregate.Top(2).Select(static page => $"{page.Key} {page.Count}")), Serdes.Utf8)
            .To("top");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("views", Serdes.Utf8, Serdes.Utf8);
        foreach (var (minute, page) in new[] { (0, "/"), (50, "/cart"), (51, "/"), (52, "/help"), (25, "/cart"), (26, "/cart"), (1_000, "/") })
        {
            input.Pipe("ann", page, minute * 60_000L);
        }

        Assert.That(driver.CreateOutputTopic("top", Serdes.Utf8, Serdes.Utf8).ReadAll().Select(static record => record.Value), Is.EqualTo(new[] { "/cart 3, / 2" }));
    }
}
