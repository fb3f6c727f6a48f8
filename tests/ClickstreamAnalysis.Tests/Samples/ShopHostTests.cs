using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Feeding;
using ShopAnalytics.Hosting;
using ShopAnalytics.Results;

namespace ClickstreamAnalysis.Tests.Samples;

/// <summary>The whole sample in this process, on the embedded log.</summary>
[TestFixture]
public sealed class ShopHostTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("shop-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_replay_until_the_end_gives_every_session_and_the_funnel()
    {
        var lines = await RunAsync(Options(
            "2019-10-01 00:00:00 UTC,view,1,,,,1,anna,s", // anna: three steps within the hour, in one session
            "2019-10-01 00:10:00 UTC,cart,1,,,,1,anna,s",
            "2019-10-01 00:05:00 UTC,view,2,,,,1,ben,s", // ben: the cart comes an hour and a second after the view
            "2019-10-01 00:40:00 UTC,purchase,1,,,,1,anna,s",
            "2019-10-01 01:05:01 UTC,cart,2,,,,1,ben,s",
            "2019-10-01 01:05:00 UTC,view,3,,,,1,ben,s")); // and out of order
        Assert.That(Of(lines, "session").Select(Text).Order(), Is.EqualTo(new[]
        {
            """{"type":"session","user":"anna","start":1569888000000,"end":1569890400000,"eventCount":3,"entryPage":"/product/1","exitPage":"/product/1","pageViews":3,"referrer":null,"campaign":null,"id":"1569888000000","revision":4}""",
            """{"type":"session","user":"ben","start":1569888300000,"end":1569888300000,"eventCount":1,"entryPage":"/product/2","exitPage":"/product/2","pageViews":1,"referrer":null,"campaign":null,"id":"1569888300000","revision":2}""",
            """{"type":"session","user":"ben","start":1569891900000,"end":1569891901000,"eventCount":2,"entryPage":"/product/3","exitPage":"/product/2","pageViews":2,"referrer":null,"campaign":null,"id":"1569891901000","revision":3}""",
        }));
        Assert.That(
            Text(Of(lines, "funnel").Last()),
            Is.EqualTo("""{"type":"funnel","steps":[{"name":"view","users":2},{"name":"cart","users":2},{"name":"purchase","users":1}]}"""));
        var summary = Of(lines, "summary").Single();
        Assert.That(Number(summary, "read"), Is.EqualTo(6));
        Assert.That(Number(summary, "processed"), Is.EqualTo(6));
        Assert.That(summary.GetProperty("complete").GetBoolean(), Is.True);
    }

    [Test]
    public async Task A_replay_that_is_run_again_gives_the_same_results_and_reads_nothing_twice()
    {
        var options = Options([.. Rows(300)]);
        var first = await RunAsync(options);
        var second = await RunAsync(options);
        Assert.That(Of(second, "session").Select(Text), Is.EquivalentTo(Of(first, "session").Select(Text)));
        Assert.That(Text(Of(second, "funnel").Last()), Is.EqualTo(Text(Of(first, "funnel").Last())));
        Assert.That(Number(Of(second, "summary").Single(), "read"), Is.Zero);
    }

    [Test]
    public async Task A_replay_that_is_stopped_and_started_again_gives_what_one_run_gives()
    {
        var rows = Rows(2_000).ToArray();
        var whole = await RunAsync(Options(rows) with { State = new DirectoryInfo(Path.Combine(_directory, "whole")) });

        // In real time this takes a quarter of an hour; each start gets a part of it done.
        var options = Options(rows) with { Speed = 3_000 };
        for (var stops = 1; stops <= 3; stops++)
        {
            using var stop = new CancellationTokenSource();
            await RunAsync(options, stop, stopAfterSessions: stops * 10);
        }

        var resumed = await RunAsync(options with { Speed = null });
        Assert.That(Of(resumed, "session").Select(Text).Order(), Is.EqualTo(Of(whole, "session").Select(Text).Order()));
        Assert.That(Text(Of(resumed, "funnel").Last()), Is.EqualTo(Text(Of(whole, "funnel").Last())));
        Assert.That(Number(Of(resumed, "summary").Single(), "read"), Is.LessThan(2_000), "the earlier runs did a part");
    }

    [Test]
    public async Task Bad_lines_are_counted_once_each_and_cost_nobody_else()
    {
        var rows = Rows(100).ToList();
        rows.Insert(10, "nonsense");
        rows.Insert(20, "2019-10-01 00:00:00 UTC,view,1,,,,1,,s");
        rows.Insert(30, "2999-10-01 00:00:00 UTC,view,1,,,,1,zoe,s");
        var summary = Of(await RunAsync(Options([.. rows]) with { BadInput = BadInput.DeadLetter }), "summary").Single();
        Assert.That(Number(summary, "read"), Is.EqualTo(103));
        Assert.That(Number(summary, "processed"), Is.EqualTo(100));
        Assert.That(Number(summary, "failed"), Is.EqualTo(2));
        Assert.That(Number(summary, "rejected"), Is.EqualTo(1));
        Assert.That(Text(summary.GetProperty("reasons")), Is.EqualTo("""{"future-time":1,"invalid-json":1,"missing-user":1}"""));
    }

    [Test]
    public async Task Other_partitions_than_before_are_refused_with_both_numbers()
    {
        var options = Options([.. Rows(5)]);
        await RunAsync(options with { Partitions = 2 });
        Assert.That(
            async () => await RunAsync(options with { Partitions = 3 }),
            Throws.TypeOf<ShopException>().With.Message.Contains("has 2 partitions").And.Message.Contains("asks for 3"));
    }

    [Test]
    public async Task Another_file_of_the_same_name_is_refused()
    {
        await RunAsync(Options([.. Rows(5)]));
        Assert.That(async () => await RunAsync(Options([.. Rows(6).Skip(1)])), Throws.TypeOf<FeedException>().With.Message.Contains("another input"));
    }

    [Test]
    public async Task Pages_are_counted_over_all_partitions()
    {
        var rows = Rows(400).ToArray();
        var results = new LiveResults();
        await RunAsync(Options(rows) with { Partitions = 3 }, new CollectingOutput(results));
        var expected = rows.GroupBy(row => "/product/" + row.Split(',')[2]).Select(g => (g.Key, (long)g.Count()));
        Assert.That(results.Read(pages: 1_000).TopPages, Is.EquivalentTo(expected));
        Assert.That(results.Read(pages: 1).Open, Is.Zero, "at the end every session is closed");
    }

    private static IEnumerable<string> Rows(int count)
    {
        var random = new Random(3);
        for (var i = 0; i < count; i++)
        {
            var time = new DateTimeOffset(2019, 10, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds((i * 20) - random.Next(0, 50) + 60);
            var name = random.Next(10) switch { < 7 => "view", < 9 => "cart", _ => "purchase" };
            yield return $"{time:yyyy-MM-dd HH:mm:ss} UTC,{name},{random.Next(20)},,,,1,user-{random.Next(50) + (i / 200)},s";
        }
    }

    private static IEnumerable<JsonElement> Of(IEnumerable<JsonElement> lines, string type) =>
        lines.Where(line => line.GetProperty("type").GetString() == type);

    private static string Text(JsonElement line) => line.GetRawText();

    private static long Number(JsonElement line, string name) => line.GetProperty(name).GetInt64();

    private ShopOptions Options(params string[] rows)
    {
        var path = Path.Combine(_directory, "clicks.csv");
        File.WriteAllText(
            path, "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n" + string.Join('\n', rows));
        return ReplayOptions.Of(path, Path.Combine(_directory, "state"), BadInput.Fail);
    }

    private static async Task<JsonElement[]> RunAsync(ShopOptions options, CancellationTokenSource? stop = null, int stopAfterSessions = int.MaxValue)
    {
        using var stdout = new MemoryStream();
        IOutput output = new JsonOutput(stdout, options.UntilEnd);
        await RunAsync(options, stop is null ? output : new StoppingOutput(output, stopAfterSessions, stop), stop?.Token ?? default);
        return [.. Encoding.UTF8.GetString(stdout.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static Task<bool> RunAsync(ShopOptions options, IOutput output, CancellationToken stop = default) =>
        new ShopHost(options, StateLocation.Of(options), TimeProvider.System, NullLoggerFactory.Instance).RunAsync(output, stop);

    private sealed class CollectingOutput(IResultsListener listener) : IOutput
    {
        public IResultsListener Listener => listener;

        public bool Continues => false;

        public int? NewestSessions => 5;

        public void Begin(RunMonitor monitor)
        {
        }

        public Task EndAsync(bool isComplete) => Task.CompletedTask;
    }

    /// <summary>Stops the run once it has seen so many sessions.</summary>
    private sealed class StoppingOutput(IOutput inner, int sessions, CancellationTokenSource stop) : IOutput, IResultsListener
    {
        private int _sessions;

        public IResultsListener Listener => this;

        public bool Continues => inner.Continues;

        public int? NewestSessions => inner.NewestSessions;

        public void Begin(RunMonitor monitor) => inner.Begin(monitor);

        public Task EndAsync(bool isComplete) => inner.EndAsync(isComplete);

        public void OnSession(ClosedSession session, ReadOnlySpan<byte> json)
        {
            inner.Listener.OnSession(session, json);
            if (++_sessions == sessions)
            {
                stop.Cancel();
            }
        }

        public void OnFunnel(IReadOnlyList<FunnelStepUsers> steps, ReadOnlySpan<byte> json) => inner.Listener.OnFunnel(steps, json);

        public void OnCount(string tally, string task, string name, long count) => inner.Listener.OnCount(tally, task, name, count);

        public void OnBatchEnd() => inner.Listener.OnBatchEnd();
    }
}
