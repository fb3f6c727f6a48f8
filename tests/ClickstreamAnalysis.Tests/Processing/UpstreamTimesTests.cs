using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Processing.Repartitioning;

namespace ClickstreamAnalysis.Tests.Processing;

/// <summary>Stream time as the least over upstreams, against a plain minimum.</summary>
public sealed class UpstreamTimesTests
{
    [Test]
    public void Report_OneUpstreamHasNotSpoken_IsWaitedFor()
    {
        var clock = new TaskClock();
        var times = new UpstreamTimes(clock, 2);

        times.Report(0, 1_000, isQuiet: false, nowMs: 0);
        Assert.That(clock.StreamTimeMs, Is.EqualTo(TaskClock.NotStarted));

        times.Report(1, 400, isQuiet: false, nowMs: 0);
        Assert.That(clock.StreamTimeMs, Is.EqualTo(400));
    }

    [Test]
    public void Report_AnUpstreamIsQuiet_GoesOnWithoutItAndNeverBack()
    {
        var clock = new TaskClock();
        var times = new UpstreamTimes(clock, 2);
        times.Report(0, 1_000, isQuiet: false, nowMs: 0);

        times.Report(1, TaskClock.NotStarted, isQuiet: true, nowMs: 0);
        Assert.That(clock.StreamTimeMs, Is.EqualTo(1_000), "an empty partition holds nobody up");

        times.Report(1, 200, isQuiet: false, nowMs: 0);
        times.Report(0, 5_000, isQuiet: false, nowMs: 0);
        Assert.That(clock.StreamTimeMs, Is.EqualTo(1_000), "it waits again, and does not go back");

        times.Report(1, 3_000, isQuiet: false, nowMs: 0);
        Assert.That(clock.StreamTimeMs, Is.EqualTo(3_000));
    }

    [Test]
    public void Report_AllAreQuiet_IsTheHighest()
    {
        var clock = new TaskClock();
        var times = new UpstreamTimes(clock, 3);
        times.Report(0, 1_000, isQuiet: true, nowMs: 0);
        times.Report(1, 3_000, isQuiet: true, nowMs: 0);
        Assert.That(clock.StreamTimeMs, Is.EqualTo(TaskClock.NotStarted));

        times.Report(2, 2_000, isQuiet: true, nowMs: 0);

        Assert.That(clock.StreamTimeMs, Is.EqualTo(3_000));
        Assert.That(times.AreQuiet(0, 3), Is.True);
    }

    [Test]
    public void FindSilent_OnlyAnUpstreamThatHoldsStreamTimeBack()
    {
        var times = new UpstreamTimes(new TaskClock(), 3);
        times.StartWaiting(nowMs: 100);
        times.Report(0, 1_000, isQuiet: false, nowMs: 500);
        times.Report(2, 1_000, isQuiet: true, nowMs: 100);

        Assert.That(times.FindSilent(0, 3, sinceMs: 99), Is.EqualTo(-1));
        Assert.That(times.FindSilent(0, 3, sinceMs: 100), Is.EqualTo(1));

        Assert.That(times.LeaveOut(1), Is.True);
        Assert.That(times.LeaveOut(1), Is.False);
        Assert.That(times.FindSilent(0, 3, sinceMs: 499), Is.EqualTo(-1));
    }

    [Test]
    public void Report_AnyOrder_EqualsThePlainDefinition([Range(1, 30)] int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 8);
        var clock = new TaskClock();
        var times = new UpstreamTimes(clock, count);
        var toldMs = Enumerable.Repeat(TaskClock.NotStarted, count).ToArray();
        var isQuiet = new bool[count];
        var expectedMs = TaskClock.NotStarted;
        for (var i = 0; i < 1_000; i++)
        {
            var upstream = random.Next(count);
            toldMs[upstream] = Math.Max(toldMs[upstream], random.Next(i + 1));
            isQuiet[upstream] = random.Next(4) == 0;
            times.Report(upstream, toldMs[upstream], isQuiet[upstream], nowMs: i);

            var active = toldMs.Where((_, one) => !isQuiet[one]).ToArray();
            expectedMs = Math.Max(expectedMs, active.Length > 0 ? active.Min() : toldMs.Max());
            Assert.That(clock.StreamTimeMs, Is.EqualTo(expectedMs), $"seed {seed}, report {i}");
        }
    }
}
