using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>Views of the state before a restart and after it, when everything was restored from the changelogs, and of an application that never restarts.</summary>
public sealed class StateAfterRestartTests
{
    private static readonly string[] s_users = ["ann", "bob", "cid"];
    private static readonly string[] s_pages = ["/", "/cart", "/help", "/buy"];

    [Test]
    public async Task Views_of_open_sessions_progress_counts_and_windows_are_the_same_after_a_restart_between_any_two_events()
    {
        var random = new Random(16);
        var startMs = SteppedApplication.Now.AddHours(-3).ToUnixTimeMilliseconds();
        await using var log = SteppedApplication.LogWith(("clicks", 1));
        await using var wholeLog = SteppedApplication.LogWith(("clicks", 1));
        await using var whole = await SteppedApplication.StartAsync(Build(), wholeLog);
        var kinds = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            var user = s_users[random.Next(3)];
            var timeMs = startMs + (i * 120_000) - random.Next(180_000);
            await using var before = await SteppedApplication.StartAsync(Build(), log);
            var click = SteppedApplication.Click(user, timeMs, s_pages[random.Next(4)]);
            whole.Produce("clicks", 0, timeMs, Encoding.UTF8.GetBytes(user), click);
            whole.RunToIdle();
            before.Produce("clicks", 0, timeMs, Encoding.UTF8.GetBytes(user), click);
            before.RunToIdle();

            // A view reads rows. So what a row loses is missing before and after a restart alike, but not where the row was never read.
            var expected = Read(whole);
            Assert.That(Read(before), Is.EqualTo(expected), $"before the restart after event {i}");
            await before.Application.DisposeAsync();

            await using var after = await SteppedApplication.StartAsync(Build(), log);
            after.RunToIdle();
            Assert.That(Read(after), Is.EqualTo(expected), $"after event {i}");
            kinds.UnionWith(expected.Select(static line => line.Split(' ')[0]));
        }

        Assert.That(
            kinds,
            Is.EquivalentTo(new[] { "session", "split", "ordered", "ruled", "ordered-counts", "ruled-counts", "tumbling", "hopping", "sliding", "pages", "users", "top" }));
    }

    private static Topology Build()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        clicks.Sessionize("sessions", new() { Gap = TimeSpan.FromMinutes(3), NumberRetention = TimeSpan.FromDays(1) });
        clicks.Sessionize("splits", new() { Gap = TimeSpan.FromMinutes(5) }, static splits => splits.Before(static click => click.Page == "/"));
        clicks.Funnel("ordered", Steps).Counts.ForEach(static (_, _) => { });
        clicks.Funnel("ruled", static funnel => Steps(funnel)
            .Exclude("help", static (_, click) => click.Page == "/help", "home", "buy", ExclusionEffect.DropEntity)
            .BreakDown(static (_, click) => click.Page, ["/"], BreakdownAttribution.First) with
        {
            MeasureTimes = true,
        }).Counts.ForEach(static (_, _) => { });
        AddWindows(clicks);
        return builder.Build();
    }

    private static void AddWindows(KStream<string, ClickEvent> clicks)
    {
        var grace = TimeSpan.FromMinutes(3);
        var tumbling = TumblingWindows.Of(TimeSpan.FromMinutes(10)) with { GracePeriod = grace };
        clicks.CountByWindow("tumbling", tumbling);
        clicks.CountByWindow("hopping", HoppingWindows.Of(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5)) with { GracePeriod = grace });
        clicks.CountByWindow("sliding", SlidingWindows.Of(TimeSpan.FromMinutes(5)) with { GracePeriod = grace });
        clicks.SelectKey(static (_, click) => click.Page!).CountByWindow("pages", tumbling);
        var all = clicks.SelectKey(static (_, _) => "all");
        all.CountDistinctByWindow("users", tumbling, static click => click.User);
        all.TopByWindow("top", tumbling, 2, static click => click.Page);
    }

    private static FunnelDefinition<string, ClickEvent> Steps(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("home", static (_, click) => click.Page == "/")
        .Step("cart", static (_, click) => click.Page == "/cart")
        .Step("buy", static (_, click) => click.Page == "/buy")
        .Within(TimeSpan.FromMinutes(30)) with
    { EntryBucket = TimeSpan.FromMinutes(20), GracePeriod = TimeSpan.FromMinutes(3) };

    private static string[] Read(SteppedApplication application)
    {
        using var view = application.Query();
        return
        [
            .. view.Sessions("sessions").All().Select(static session => $"session {Json(ClickSessions.Serde, session)}"),
            .. view.Sessions("splits").All().Select(static session => $"split {Json(ClickSessions.Serde, session)}"),
            .. Progress(view, "ordered"),
            .. Progress(view, "ruled"),
            .. Counts(view, "ordered-counts"),
            .. Counts(view, "ruled-counts"),
            .. Windows<long>(view, "tumbling", static count => $"{count}"),
            .. Windows<long>(view, "hopping", static count => $"{count}"),
            .. Windows<long>(view, "sliding", static count => $"{count}"),
            .. Windows<long>(view, "pages", static count => $"{count}"),
            .. Windows<DistinctCounter>(view, "users", static users => Convert.ToHexString(Bytes(DistinctCounter.Serde, users))),
            .. Windows<TopCounter<string>>(view, "top", static pages => string.Join(' ', pages.Top(4))),
        ];
    }

    private static IEnumerable<string> Windows<T>(StateView view, string name, Func<T, string> text) => view.Windows<string, T>(name).All()
        .Select(window => $"{name} {window.Key.Key} {window.Key.Window} {text(window.Value)}");

    private static IEnumerable<string> Progress(StateView view, string funnel) => view.Funnel<string>(funnel).All()
        .SelectMany(user => user.Value.Select(outcome => $"{funnel} {user.Key} {Json(FunnelOutcome.Serde, outcome)}"));

    private static IEnumerable<string> Counts(StateView view, string store) => view.FunnelCounts(store).All()
        .Select(counts => $"{store} {counts.Bucket} {Json(FunnelCounts.Serde, counts)}").Order(StringComparer.Ordinal);

    private static string Json<T>(ISerde<T> serde, T value) => Encoding.UTF8.GetString(Bytes(serde, value));

    private static byte[] Bytes<T>(ISerde<T> serde, T value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        serde.Serialize(value, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
