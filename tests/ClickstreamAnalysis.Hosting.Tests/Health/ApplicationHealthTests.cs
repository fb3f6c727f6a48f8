using ClickstreamAnalysis.Hosting.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Hosting.Tests.Health;

public sealed class ApplicationHealthTests
{
    private static readonly ClickstreamHealthOptions s_options = new();

    private readonly FakeTimeProvider _clock = new();
    private ApplicationStatus _status = null!;

    [SetUp]
    public void Reset() => _status = new(StreamsState.Created, new StreamsMetrics(), null);

    [TestCase(StreamsState.Created, HealthStatus.Healthy, HealthStatus.Unhealthy)]
    [TestCase(StreamsState.Starting, HealthStatus.Healthy, HealthStatus.Unhealthy)]
    [TestCase(StreamsState.Restoring, HealthStatus.Healthy, HealthStatus.Unhealthy)]
    [TestCase(StreamsState.Running, HealthStatus.Healthy, HealthStatus.Healthy)]
    [TestCase(StreamsState.WaitingForDisk, HealthStatus.Healthy, HealthStatus.Unhealthy)]
    [TestCase(StreamsState.Stopping, HealthStatus.Healthy, HealthStatus.Unhealthy)]
    [TestCase(StreamsState.Failed, HealthStatus.Unhealthy, HealthStatus.Unhealthy)]
    public void Checks_InAState_Answer(StreamsState state, HealthStatus live, HealthStatus ready)
    {
        _status = new(state, new StreamsMetrics { RestoringTasks = 1 }, null);
        var health = Health();

        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(live));
        Assert.That(health.CheckReady(HealthStatus.Unhealthy).Status, Is.EqualTo(ready));
    }

    [Test]
    public void Live_FailedAndStartedAgain_IsDegraded()
    {
        _status = _status with { State = StreamsState.Failed, Failure = new InvalidOperationException() };

        var result = Health(restarts: true).CheckLive(HealthStatus.Unhealthy);

        Assert.That(result.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(result.Exception, Is.SameAs(_status.Failure));
    }

    [Test]
    public void Ready_FartherBehindThanTheLimit_FailsUntilItHasCaughtUp()
    {
        var health = Health();
        Run(lag: 100_001, offset: 1);
        Assert.That(health.CheckReady(HealthStatus.Unhealthy).Description, Is.EqualTo("The application is 100001 records behind, more than 100000."));
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));

        Run(lag: 100_000, offset: 2);
        Assert.That(health.CheckReady(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public void Checks_OfAPartitionWithRecordsAndNoCommit_FailAfterTheTimeout()
    {
        var health = Health();
        Run(lag: 5, offset: 10);
        health.CheckLive(HealthStatus.Unhealthy);
        _clock.Advance(s_options.NoProgressTimeout - TimeSpan.FromSeconds(1));
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Description, Is.EqualTo("The application has committed nothing of clicks-0 for 120 s, although records wait there."));
        Assert.That(health.CheckReady(HealthStatus.Degraded).Status, Is.EqualTo(HealthStatus.Degraded));

        Run(lag: 4, offset: 11);
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public void Checks_OfAPausedApplication_CountFromItsResumption()
    {
        var health = Health();
        Run(lag: 5, offset: 10);
        _status = _status with { IsPaused = true };
        health.CheckLive(HealthStatus.Unhealthy);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));

        _status = _status with { IsPaused = false };
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));
        _clock.Advance(s_options.NoProgressTimeout);
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    [Test]
    public void Checks_OfAPartitionWithoutRecords_NeverFail()
    {
        var health = Health();
        Run(lag: 0, offset: 10);
        health.CheckLive(HealthStatus.Unhealthy);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));

        // Records arrive only now.
        Run(lag: 3, offset: 10);
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public void Checks_OfAPartitionThatComesBack_StartTheTimeAgain()
    {
        var health = Health();
        Run(lag: 5, offset: 10);
        health.CheckLive(HealthStatus.Unhealthy);
        _status = _status with { Metrics = new StreamsMetrics { Tasks = 1 } };
        health.CheckLive(HealthStatus.Unhealthy);
        _clock.Advance(TimeSpan.FromHours(1));

        Run(lag: 5, offset: 10);
        Assert.That(health.CheckLive(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public void Live_WithAThreadThatDoesNotReport_Fails()
    {
        _status = _status with { State = StreamsState.Running, Metrics = new StreamsMetrics { SinceLastReport = s_options.NoProgressTimeout } };

        Assert.That(Health().CheckLive(HealthStatus.Unhealthy).Description, Does.StartWith("The application has a stream thread that has not finished a turn for 120 s"));
    }

    [Test]
    public void Ready_WithoutPartitionsForAWhile_StandsBy()
    {
        var health = Health();
        _status = _status with { State = StreamsState.Restoring };
        Assert.That(health.CheckReady(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Unhealthy));

        _clock.Advance(s_options.StandbyAfter);
        Assert.That(health.CheckReady(HealthStatus.Unhealthy).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    private void Run(long lag, long offset) =>
        _status = new(StreamsState.Running, new StreamsMetrics { Tasks = 1, Partitions = [new("clicks", 0, offset, lag)] }, null);

    private ApplicationHealth Health(bool restarts = false) => new(() => _status, s_options, restarts, _clock);
}
