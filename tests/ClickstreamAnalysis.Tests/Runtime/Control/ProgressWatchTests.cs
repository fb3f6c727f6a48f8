using ClickstreamAnalysis.Runtime.Control;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>Long work is measured from the reports of the threads, and logged only when it is long.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProgressWatchTests
{
    private readonly FakeTimeProvider _clock = new(SteppedApplication.Now);
    private readonly LoggedMessages _logged = new();
    private TaskDescription[] _tasks = [];
    private ProgressWatch? _watch;

    private ProgressWatch Watch => _watch ??= new ProgressWatch(
        SteppedApplication.Options with { TimeProvider = _clock }, _logged,
        () => [new ThreadDescription("app-stream-0", 0, StreamThreadState.Running, _clock.GetUtcNow(), StreamThreadActivity.Idle, _clock.GetUtcNow(), _tasks)],
        () => [], () => null);

    [Test]
    public void Restore_OfTwoTasks_IsOnePieceOfWork_WithRateAndTimeLeft()
    {
        Check(Restoring("0_0", 0, 600), Restoring("0_1", 0, 400));
        Check(Restoring("0_0", 100, 600), Restoring("0_1", 100, 400));
        var progress = Check(Restoring("0_0", 300, 600), Running("0_1", 0, 0));

        var work = progress!.Work.Single();
        Assert.That((work.Kind, work.Done, work.Total, work.IsComplete), Is.EqualTo((WorkKind.Restore, 700L, 1_000L, false)), "the task that runs counts in full");
        Assert.That(work.PerSecond, Is.EqualTo(200 + (0.3 * 300)).Within(1));
        Assert.That(work.TimeLeft, Is.EqualTo(TimeSpan.FromSeconds(2)));
        Assert.That(work.ToString(), Does.StartWith("restore 70 % (700 of 1,000 offsets), 290/s, 2 s left"));

        var end = Check(Running("0_0", 0, 0), Running("0_1", 0, 0))!.Work.Single();
        Assert.That((end.IsComplete, end.Done, end.Fraction), Is.EqualTo((true, 1_000L, 1d)));
        Assert.That(Check(Running("0_0", 0, 0)), Is.Not.Null, "the end of the work is an event, too");
        Assert.That(Check(Running("0_0", 0, 0)), Is.Null, "nothing to tell");
        Assert.That(_logged.All, Is.Empty, "it took less than five seconds");
    }

    [Test]
    public void Restore_ThatIsLong_IsLoggedEveryFiveSeconds_AndAtItsEnd()
    {
        for (var second = 0; second <= 12; second++)
        {
            Check(Restoring("0_0", second * 100, 1_300));
        }

        Assert.That(_logged.All, Has.Count.EqualTo(2), "after 5 and 10 seconds");
        Check(Running("0_0", 0, 0));
        Assert.That(_logged.All.Last(), Does.Contain("restore complete: 1,300 offsets"));
    }

    [Test]
    public void CatchUp_BeginsWhenMoreThanFiveSecondsOfWorkHaveAccumulated()
    {
        Check(Running("0_0", position: 0, end: 100_000));
        Check(Running("0_0", position: 1_000, end: 100_000));
        var work = Check(Running("0_0", position: 3_000, end: 100_000))!.Work.Single();
        Assert.That((work.Kind, work.Done, work.Total), Is.EqualTo((WorkKind.CatchUp, 0L, 97_000L)));

        work = Check(Running("0_0", position: 50_000, end: 101_000))!.Work.Single();
        Assert.That((work.Done, work.Total), Is.EqualTo((47_000L, 98_000L)), "new records add to the work");
        Assert.That(Check(Running("0_0", position: 101_500, end: 102_000))!.Work.Single().IsComplete, Is.True);
    }

    [Test]
    public void Lag_OfNormalTraffic_IsNoCatchUp()
    {
        for (var second = 1; second <= 30; second++)
        {
            Assert.That(Check(Running("0_0", position: second * 10_000, end: (second * 10_000) + 20_000)), Is.Null, "two seconds of work");
        }
    }

    private StreamsProgress? Check(params TaskDescription[] tasks)
    {
        _tasks = tasks;
        var progress = Watch.Check();
        _clock.Advance(TimeSpan.FromSeconds(1));
        return progress;
    }

    private static TaskDescription Restoring(string id, long done, long total) =>
        new(id, 0, 0, StreamTaskStatus.Restoring, null, 0, done, total, [], []);

    private static TaskDescription Running(string id, long position, long end) =>
        new(id, 0, 0, StreamTaskStatus.Running, null, 0, 0, 0, [new PartitionDescription("in", 0, false, position, end, end - position)], []);
}
