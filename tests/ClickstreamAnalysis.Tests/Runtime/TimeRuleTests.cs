using System.Text;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Where event time comes from, and how stream time follows it.</summary>
public sealed class TimeRuleTests
{
    private static readonly long s_startMs = SteppedApplication.Now.AddHours(-3).ToUnixTimeMilliseconds();
    private static readonly TimeWindows s_minutes = TumblingWindows.Of(TimeSpan.FromMinutes(1));

    [Test]
    public async Task Event_time_is_that_of_the_click_a_function_or_the_record()
    {
        var times = new List<string>();
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").ForEach(record => times.Add($"click {record.TimestampMs}"));
        builder.Stream("texts", new Consumed<string, string> { TimestampMsOf = long.Parse }).ForEach(record => times.Add($"function {record.TimestampMs}"));
        builder.Stream("plain", Serdes.Utf8, Serdes.Utf8).ForEach(record => times.Add($"record {record.TimestampMs}"));
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), SteppedApplication.LogWith(("clicks", 1), ("texts", 1), ("plain", 1)));
        application.Produce("clicks", 0, 1, "ann"u8.ToArray(), SteppedApplication.Click("ann", 2_000));
        application.Produce("texts", 0, 1, "ann"u8.ToArray(), "3000"u8.ToArray());
        application.Produce("plain", 0, 4_000, "ann"u8.ToArray(), "5000"u8.ToArray());

        application.RunToIdle();

        Assert.That(times, Is.EquivalentTo(new[] { "click 2000", "function 3000", "record 4000" }));
    }

    /// <summary>Minute 4 has closed when minute 5 begins, and stays closed: after minute 3, and after a restart.</summary>
    [Test]
    public async Task Stream_time_never_goes_back_and_survives_a_restart()
    {
        await using var log = SteppedApplication.LogWith(("clicks", 1));
        foreach (var (minutes, late) in new[] { (new[] { 4, 5, 3, 4 }, 2L), ([4], 1L), ([5, 3], 1L) })
        {
            var builder = new TopologyBuilder();
            builder.Clicks("clicks").CountByWindow("minutes", s_minutes);
            await using var application = await SteppedApplication.StartAsync(builder.Build(), log);
            foreach (var minute in minutes)
            {
                application.ProduceClick(0, "ann", s_startMs + (minute * 60_000));
                application.RunToIdle();
            }

            Assert.That(application.Metrics.Late, Is.EqualTo(late), string.Join(' ', minutes));
        }
    }

    /// <summary>One input is read up to minute 59 before the first event of the other one is there.</summary>
    [Test]
    public async Task Merged_inputs_are_taken_in_order_of_event_time_so_that_none_is_late()
    {
        var builder = new TopologyBuilder();
        var counts = new List<long>();
        builder.Clicks("clicks").Merge(builder.Clicks("more")).CountByWindow("minutes", s_minutes).Closed.ForEach((_, count) => counts.Add(count));
        await using var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 1), ("more", 1)));
        for (var minute = 0; minute < 60; minute++)
        {
            application.ProduceClick(0, "ann", s_startMs + (minute * 60_000));
        }

        for (var minute = 0; minute < 60; minute++)
        {
            var timeMs = s_startMs + (minute * 60_000);
            application.Produce("more", 0, timeMs, Encoding.UTF8.GetBytes("ann"), SteppedApplication.Click("ann", timeMs));
        }

        application.RunToIdle();

        Assert.That(application.Metrics.Late, Is.Zero);
        Assert.That(counts, Is.EqualTo(Enumerable.Repeat(2L, 59)));
    }

    /// <summary>The clocks of Berlin go from 02:00 to 03:00 on this day, and from 03:00 to 02:00 on the other.</summary>
    [TestCase("2025-03-30T01:30:00+01:00", "2025-03-30T03:30:00+02:00", 2)]
    [TestCase("2025-03-30T01:30:00+01:00", "2025-03-30T03:30:01+02:00", 1)]
    [TestCase("2025-10-26T02:30:00+02:00", "2025-10-26T02:30:00+01:00", 2)]
    [TestCase("2025-10-26T02:30:00+02:00", "2025-10-26T02:30:01+01:00", 1)]
    public async Task A_conversion_window_over_a_change_of_the_clocks_is_elapsed_time(string first, string second, int steps)
    {
        var builder = new TopologyBuilder();
        var reached = new List<int>();
        builder.Clicks("clicks").Funnel("funnel", static funnel => funnel
            .Step("A", static (_, click) => click.Page == "A")
            .Step("B", static (_, click) => click.Page == "B")
            .Within(TimeSpan.FromHours(1))).Outcomes.ForEach((_, outcome) => reached.Add(outcome.StepsReached));
        await using var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 1)));
        foreach (var (page, time) in new[] { ("A", first), ("B", second) })
        {
            application.Produce(
                "clicks", 0, 1, "ann"u8.ToArray(), Encoding.UTF8.GetBytes($$"""{"user":"ann","event":"view","ts":"{{time}}","page":"{{page}}"}"""));
        }

        application.RunToIdle();

        Assert.That(reached.Max(), Is.EqualTo(steps));
    }
}
