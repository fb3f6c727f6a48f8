using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Queries;

/// <summary>Open windows of sliding operators, of operators in two phases, and of sketches.</summary>
public sealed class WindowQueryTests
{
    private static readonly long s_startMs = SteppedApplication.Now.AddHours(-1).ToUnixTimeMilliseconds();

    [Test]
    public async Task Open_windows_are_those_that_have_not_closed_with_their_results_so_far()
    {
        var minute = TimeSpan.FromMinutes(1);
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        clicks.CountByWindow("sliding", SlidingWindows.Of(minute)).Closed.ForEach((_, _) => { });
        var all = clicks.SelectKey((_, _) => "all", Serdes.Utf8);
        all.CountByWindow("total", TumblingWindows.Of(minute)).Closed.ForEach((_, _) => { });
        all.CountDistinctByWindow("users", TumblingWindows.Of(minute), click => click.User).Closed.ForEach((_, _) => { });
        all.TopByWindow("top", TumblingWindows.Of(minute), 1, click => click.User).Closed.ForEach((_, _) => { });
        await using var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 1)));
        application.ProduceClick(0, "ann", s_startMs);
        application.ProduceClick(0, "ann", s_startMs + 30_000);
        application.ProduceClick(0, "bob", s_startMs + 45_000);
        application.RunToIdle();

        using var view = application.Query();

        var sliding = view.Windows<string, long>("sliding").FindAll("ann").Value!;
        using (Assert.EnterMultipleScope())
        {
            // The window that ends at the first click is over: stream time is past it. One begins just after that click.
            Assert.That(
                sliding.Select(window => (window.Key.StartMs - s_startMs, window.Key.EndMs - s_startMs, window.Value)),
                Is.EqualTo(new[] { (1L, 60_002L, 1L) }));
            Assert.That(view.Windows<string, long>("total").FindAll("all").Value!.Single().Value, Is.EqualTo(3));
            Assert.That(view.Windows<string, DistinctCounter>("users").FindAll("all").Value!.Single().Value.Estimate(), Is.EqualTo(2));
            Assert.That(view.Windows<string, TopCounter<string>>("top").FindAll("all").Value!.Single().Value.Top(1).Single(), Is.EqualTo(new TopCount<string>("ann", 2, 0)));
            Assert.That(
                () => view.Windows<string, int>("sliding"),
                Throws.TypeOf<StateQueryException>().With.Message.Contains("call Windows<string, long>(\"sliding\")").IgnoreCase);
        }
    }
}
