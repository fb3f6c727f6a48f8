using ClickstreamAnalysis.Processing.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Processing;

/// <summary>When committed changes are written to rows.</summary>
public sealed class WriteBackScheduleTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public void Advance_BeforeTheDelay_WritesNothing()
    {
        var schedule = new WriteBackSchedule(TimeSpan.FromSeconds(2), _clock);
        schedule.Committed([10]);
        _clock.Advance(TimeSpan.FromSeconds(1.9));

        Assert.That(schedule.IsDue, Is.False);
        Assert.That(schedule.Advance(everything: false), Is.False);
        Assert.That(schedule.WrittenEnds, Is.Null);
    }

    [Test]
    public void Advance_AfterTheDelay_WritesTheGenerationsOfThatTimeUntilTheNext()
    {
        var schedule = new WriteBackSchedule(TimeSpan.FromSeconds(2), _clock);
        var first = schedule.Committed([10]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = schedule.Committed([20]);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(second, Is.GreaterThan(first));
        Assert.That(schedule.IsDue);
        Assert.That(schedule.Advance(everything: false), Is.False);
        Assert.That((schedule.Due, schedule.Written), Is.EqualTo((first, 0)));
        Assert.That(schedule.IsDue);
        Assert.That(schedule.Advance(everything: false));
        Assert.That((schedule.Written, schedule.WrittenEnds![0]), Is.EqualTo((first, 10)));
        Assert.That(schedule.IsDue, Is.False);
    }

    [Test]
    public void Hasten_MakesOlderGenerationsDueAtOnce()
    {
        var schedule = new WriteBackSchedule(TimeSpan.FromSeconds(2), _clock);
        var first = schedule.Committed([10]);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        var second = schedule.Committed([20]);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        schedule.Committed([30]);

        schedule.Hasten(second);
        schedule.Hasten(first);
        schedule.Advance(everything: false);
        Assert.That((schedule.Due, schedule.Written), Is.EqualTo((second, 0L)));
        Assert.That(schedule.Advance(everything: false));
        Assert.That((schedule.Written, schedule.WrittenEnds![0], schedule.IsDue), Is.EqualTo((second, 20L, false)));
    }

    [Test]
    public void Committed_SoonAfterAnother_JoinsItsGeneration()
    {
        var schedule = new WriteBackSchedule(TimeSpan.FromSeconds(2), _clock);
        var first = schedule.Committed([10]);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.That(schedule.Committed([20]), Is.EqualTo(first));
        _clock.Advance(TimeSpan.FromSeconds(2));

        schedule.Advance(everything: false);
        Assert.That(schedule.Advance(everything: false));
        Assert.That(schedule.WrittenEnds![0], Is.EqualTo(20));
    }

    /// <summary>Two in one would be written after one commit, and after the next none.</summary>
    [Test]
    public void Committed_AtTheDefaultInterval_BeginsAGenerationOfItsOwn()
    {
        var options = new StreamsOptions { ApplicationId = "app" };
        var schedule = new WriteBackSchedule(options.WriteBackDelay, _clock);
        var generations = new List<long>();
        for (var i = 0; i < 10; i++)
        {
            generations.Add(schedule.Committed([i]));
            _clock.Advance(options.CommitInterval);
        }

        Assert.That(generations, Is.Unique);
    }

    /// <summary>What is written is over: a commit that joined it would never be written.</summary>
    [Test]
    public void Committed_SoonAfterAWrittenOne_BeginsAnother()
    {
        var schedule = new WriteBackSchedule(TimeSpan.FromSeconds(2), _clock);
        var first = schedule.Committed([10]);
        Assert.That(schedule.Advance(everything: true));
        var second = schedule.Committed([20]);

        Assert.That(second, Is.GreaterThan(first));
        Assert.That(schedule.WrittenEnds![0], Is.EqualTo(10));
        Assert.That(schedule.Advance(everything: true));
        Assert.That(schedule.WrittenEnds![0], Is.EqualTo(20));
    }

    [Test]
    public void Advance_NoDelay_WritesWithTheCommit()
    {
        var schedule = new WriteBackSchedule(TimeSpan.Zero, _clock);
        var generation = schedule.Committed([10]);

        Assert.That(schedule.IsDue);
        Assert.That(schedule.Advance(everything: false));
        Assert.That(schedule.Written, Is.EqualTo(generation));
    }
}
