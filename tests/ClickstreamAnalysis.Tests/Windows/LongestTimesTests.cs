using System.Text;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>Windows, sessions and funnels with the longest times that they accept: nothing overflows, and nothing closes before the end of the input.</summary>
public sealed class LongestTimesTests
{
    private const long TenthMs = long.MaxValue / TimeSpan.TicksPerMillisecond / 10;

    /// <summary>The longest time of whole milliseconds: more than 29,000 years.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMilliseconds(TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond);

    [Test]
    public async Task Tumbling_windows() =>
        Assert.That(await RunAsync(static (clicks, results) => Add(clicks.CountByWindow("counts", TumblingWindows.Of(Longest) with { GracePeriod = Longest }), results)), Is.EqualTo(new long[] { 2 }));

    /// <summary>Both events lie in the same ten windows.</summary>
    [Test]
    public async Task Hopping_windows() => Assert.That(
        await RunAsync(static (clicks, results) => Add(clicks.CountByWindow("counts", HoppingWindows.Of(TimeSpan.FromMilliseconds(10 * TenthMs), TimeSpan.FromMilliseconds(TenthMs)) with { GracePeriod = Longest }), results)),
        Is.EqualTo(Enumerable.Repeat(2L, 10)));

    /// <summary>One ends at the first event, one ends at the second, and one begins just after the first.</summary>
    [Test]
    public async Task Sliding_windows() => Assert.That(
        await RunAsync(static (clicks, results) => Add(clicks.CountByWindow("counts", SlidingWindows.Of(Longest - TimeSpan.FromMilliseconds(1)) with { GracePeriod = Longest }), results)),
        Is.EquivalentTo(new long[] { 1, 2, 1 }));

    [Test]
    public async Task Sessions() => Assert.That(
        await RunAsync(static (clicks, results) => clicks
            .Sessionize("sessions", new() { Gap = Longest, GracePeriod = Longest, MaxDuration = Longest, NumberRetention = Longest })
            .Closed.ForEach((_, session) => results.Add(session.EventCount))),
        Is.EqualTo(new long[] { 2 }));

    /// <summary>The ordered best chain and other rules have an engine each.</summary>
    [Test]
    public async Task Funnels([Values(FunnelEntry.BestChain, FunnelEntry.FirstEntry)] FunnelEntry entry) => Assert.That(
        await RunAsync((clicks, results) => clicks
            .Funnel("funnel", empty => StepsOf(empty) with { Entry = entry, GracePeriod = Longest, EntryBucket = Longest })
            .Outcomes.Filter(static (_, outcome) => outcome.IsFinal).ForEach((_, outcome) => results.Add(outcome.StepsReached))),
        Is.EqualTo(new long[] { 2 }));

    [Test]
    public async Task Funnels_with_a_window_of_a_step() => Assert.That(
        await RunAsync(static (clicks, results) => clicks
            .Funnel("funnel", static empty => StepsOf(empty).StepWithin(Longest) with { GracePeriod = Longest })
            .Outcomes.Filter(static (_, outcome) => outcome.IsFinal).ForEach((_, outcome) => results.Add(outcome.StepsReached))),
        Is.EqualTo(new long[] { 2 }));

    private static FunnelDefinition<string, ClickEvent> StepsOf(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("A", static (_, click) => click.Page == "/a")
        .Step("B", static (_, click) => click.Page == "/b")
        .Within(Longest);

    private static void Add(WindowedResults<string, ClickEvent, long> windows, List<long> results) => windows.Closed.ForEach((_, count) => results.Add(count));

    /// <summary>Two events 40 years apart, with a restart between them; then the end of the input closes everything.</summary>
    private static async Task<List<long>> RunAsync(Action<KStream<string, ClickEvent>, List<long>> define)
    {
        var results = new List<long>();
        await using var log = SteppedApplication.LogWith(("clicks", 1));
        foreach (var (year, page) in new[] { (1985, "/a"), (2025, "/b") })
        {
            await using var application = await SteppedApplication.StartAsync(Build(define, results), log);
            var timeMs = new DateTimeOffset(year, 6, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
            application.Produce("clicks", 0, timeMs, Encoding.UTF8.GetBytes("ann"), SteppedApplication.Click("ann", timeMs, page));
            application.RunToIdle();
        }

        Assert.That(results, Is.Empty, "nothing is over");
        await using var last = new StreamsApplication(Build(define, results), log, SteppedApplication.Options with { Threads = 1 });
        await last.StartAsync();
        await last.DrainAsync();
        Assert.That((last.Metrics.Late, last.Metrics.Rejected), Is.EqualTo((0L, 0L)));
        return results;
    }

    private static Topology Build(Action<KStream<string, ClickEvent>, List<long>> define, List<long> results)
    {
        var builder = new TopologyBuilder();
        define(builder.Clicks("clicks"), results);
        return builder.Build();
    }
}
