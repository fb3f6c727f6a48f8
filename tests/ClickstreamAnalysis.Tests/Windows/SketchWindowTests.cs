using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Oracle;
using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>Distinct counts and top lists of windows, by key and over all partitions, against SQL.</summary>
public sealed class SketchWindowTests
{
    private static readonly TimeWindows s_minutes = TumblingWindows.Of(TimeSpan.FromMinutes(1)) with { GracePeriod = TimeSpan.FromSeconds(30) };

    [Test]
    public void Distinct_counts_over_all_partitions_are_within_their_error_of_sql_in_any_order()
    {
        var clicks = Clicks(users: 20_000, pages: 50, count: 30_000);
        using var table = new ClickTable(clicks);
        var expected = table.Query("select ts - ts % 60000, count(distinct user_id) from clicks group by 1 order by 1", row => (row.GetInt64(0), row.GetInt64(1)));

        var counted = Run(clicks, static all => all.CountDistinctByWindow("users", s_minutes, click => click.User).Closed);

        Assert.That(counted.Select(one => one.StartMs), Is.EqualTo(expected.Select(one => one.Item1)));
        foreach (var ((_, estimate), (_, exact)) in counted.Zip(expected))
        {
            Assert.That((double)estimate, Is.EqualTo((double)exact).Within(4 * exact * new DistinctCounter().StandardError));
        }

        // The same set of users gives the same estimate, whatever the order and the partitions.
        Assert.That(Run(Shuffled(clicks), static all => all.CountDistinctByWindow("users", s_minutes, click => click.User).Closed), Is.EqualTo(counted));
    }

    [Test]
    public void Top_lists_are_those_of_sql_while_all_items_are_tracked_in_any_order_and_ties_are_by_item()
    {
        var clicks = Clicks(users: 50, pages: 200, count: 20_000);
        using var table = new ClickTable(clicks);
        var expected = table.Query(
            """
            with counts as (select ts - ts % 60000 as start_ms, page, count(*) as n from clicks group by all)
            select start_ms, page, n from counts qualify row_number() over (partition by start_ms order by n desc, page) <= 10 order by start_ms, n desc, page
            """,
            row => $"{row.GetInt64(0)} {row.GetString(1)} {row.GetInt64(2)}");
        foreach (var arrivals in new[] { clicks, Shuffled(clicks) })
        {
            var top = Run(arrivals, static all => all.TopByWindow("top", s_minutes, 10, click => click.Page).Closed);
            Assert.That(top.SelectMany(window => window.Result.Select(item => $"{window.StartMs} {item.Key} {item.Count}")), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Top_lists_of_more_items_than_are_tracked_are_within_their_error_of_sql()
    {
        var clicks = Clicks(users: 50, pages: 2_000, count: 20_000);
        using var table = new ClickTable(clicks);
        var expected = table.Query("select ts - ts % 60000, page, count(*) from clicks group by all", row => (Start: row.GetInt64(0), Page: row.GetString(1), Count: row.GetInt64(2)))
            .ToDictionary(row => (row.Start, row.Page), row => row.Count);

        var top = Run(clicks, static all => all.TopByWindow("top", s_minutes, 10, click => click.Page, capacity: 100).Closed);

        foreach (var (startMs, items) in top)
        {
            var total = expected.Where(row => row.Key.Start == startMs).Sum(row => row.Value);
            Assert.That(items, Has.Count.EqualTo(10));
            foreach (var item in items)
            {
                Assert.That(item.Error, Is.LessThanOrEqualTo(total / 100));
                Assert.That(expected.GetValueOrDefault((startMs, item.Key)), Is.InRange(item.GuaranteedCount, item.Count));
            }
        }
    }

    [Test]
    public void Events_without_an_item_count_none_and_their_window_exists()
    {
        var builder = new TopologyBuilder();
        var pages = builder.Stream("in", Serdes.Utf8, Serdes.Utf8);
        pages.CountDistinctByWindow("users", s_minutes, page => page.Length > 0 ? page : null).Closed.To("users");
        pages.CountDistinctByWindow("lengths", s_minutes, page => (long)page.Length).Closed.To("lengths");
        pages.TopByWindow("top", s_minutes, 3, page => page.Length > 0 ? page : null).Closed.To("top");
        using var driver = new TopologyTestDriver(builder.Build());
        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8).Pipe([("ann", "", 0), ("bob", "/", 1), ("bob", "/", 2), ("bob", "/x", 3), ("z", "", 1_000_000)]);
        var keys = new WindowedSerde<string>(Serdes.Utf8, s_minutes.Size);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(driver.CreateOutputTopic("users", keys, Serdes.Int64).ReadAll().Select(r => $"{r.Key.Key} {r.Value}"), Is.EquivalentTo(new[] { "ann 0", "bob 2" }));
            Assert.That(driver.CreateOutputTopic("lengths", keys, Serdes.Int64).ReadAll().Select(r => $"{r.Key.Key} {r.Value}"), Is.EquivalentTo(new[] { "ann 1", "bob 2" }));
            Assert.That(
                driver.CreateOutputTopic("top", keys, Serdes.Utf8).ReadAll().Select(r => $"{r.Key.Key} {r.Value}"),
                Is.EquivalentTo(new[] { "ann []", """bob [{"key":"/","count":2,"error":0},{"key":"/x","count":1,"error":0}]""" }));
        }
    }

    [Test]
    public void Build_EverythingWrong_ReportsAllOfIt()
    {
        var builder = new TopologyBuilder();
        var pages = builder.Stream("in", Serdes.Utf8, Serdes.Utf8);
        pages.CountDistinctByWindow("a", s_minutes, page => page, precision: 3);
        pages.TopByWindow("b", s_minutes, 0, page => page);
        pages.TopByWindow("c", s_minutes, 11, page => page, capacity: 10);
        pages.TopByWindow("d", s_minutes, 1, page => page, capacity: 100_000);
        pages.TopByWindow("e", s_minutes, 1, _ => Guid.Empty);
        var error = Assert.Throws<TopologyException>(() => builder.Build())!;
        foreach (var part in new[]
        {
            "'a' counts with a precision of 3: 4 to 18", "'b' returns the top 0", "'c' returns the top 11 of 10", "'d' tracks 100000 items",
            "TopByWindow(\"e\") needs a serde for its items",
        })
        {
            Assert.That(error.Mistakes, Has.Some.Contains(part), part);
        }
    }

    private static DataClick[] Clicks(int users, int pages, int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i => new DataClick(
            $"user-{random.Next(users)}", "view", 600_000 + (i * 180_000L / count), $"/{Math.Min(random.Next(pages), random.Next(pages))}"))];
    }

    // Out of order by up to 20 s, within the grace of 30 s.
    private static DataClick[] Shuffled(DataClick[] clicks)
    {
        var random = new Random(8);
        return [.. clicks.OrderBy(click => click.TimestampMs + random.Next(20_000))];
    }

    private static List<(long StartMs, T Result)> Run<T>(
        IEnumerable<DataClick> clicks, Func<KStream<string, DataClick>, KStream<Windowed<string>, T>> aggregate)
    {
        var builder = new TopologyBuilder();
        var results = new List<(long, T)>();
        aggregate(builder.Stream("in", Serdes.Utf8, Serdes.Json<DataClick>()).SelectKey((_, _) => "all", Serdes.Utf8))
            .ForEach((window, result) => results.Add((window.StartMs, result)));
        using var driver = new TopologyTestDriver(builder.Build(), new() { Partitions = 3 });
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Json<DataClick>());
        foreach (var batch in clicks.Chunk(5_000))
        {
            input.Pipe(batch.Select(click => (click.User, click, click.TimestampMs)));
            driver.Restart();
        }

        // Past the end, in every partition.
        input.Pipe(Enumerable.Range(0, 30).Select(i => ($"end-{i}", new DataClick($"end-{i}", "view", 10_000_000, "/end"), 10_000_000L)));
        return [.. results.Where(one => one.Item1 < 9_000_000).OrderBy(one => one.Item1)];
    }
}
