using System.Diagnostics;
using ClickstreamAnalysis.Runtime;
using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Options;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log that does not answer at start: each attempt is reported with its reason, and the time is kept to.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StartAttemptsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly StringWriter _reported = new();

    private readonly WaitBoard _waits = new(TimeProvider.System);

    private string Reported => _reported.ToString();

    [Test]
    public async Task Log_that_answers_after_two_refusals_is_reached_and_each_refusal_was_reported_with_its_reason()
    {
        var attempts = 0;
        IReadOnlyList<WaitDescription> during = [];

        var answer = await Attempts(s_patience).RunAsync(
            _ =>
            {
                during = _waits.Read();
                return ++attempts <= 2 ? throw new RecordLogUnavailableException($"refusal {attempts}") : Task.FromResult("reached");
            },
            CancellationToken.None);

        Assert.That(answer, Is.EqualTo("reached"));
        Assert.That(during.Single(), Has.Property("Reason").EqualTo(WaitReason.Broker).And.Property("Text").Contains("refusal 2"));
        Assert.That(_waits.Read(), Is.Empty, "the wait has ended");
        Assert.That(Reported, Does.Contain("refusal 1").And.Contain("refusal 2").And.Contain("[app]").And.Contain("simulated").IgnoreCase);
    }

    [Test]
    public void Log_that_refuses_for_ever_is_given_up_within_the_timeout_with_the_last_reason()
    {
        // Pauses of 0.2 s and 0.4 s fit into a second, one of 0.8 s after them does not.
        var attempts = 0;

        Assert.That(
            async () => await Attempts(TimeSpan.FromSeconds(1)).RunAsync<string>(_ => throw new RecordLogUnavailableException($"refusal {++attempts}"), CancellationToken.None),
            Throws.TypeOf<StreamsException>().With.Message.Contains("within 1 s").And.Message.Contains("refusal"));
        Assert.That(attempts, Is.InRange(2, 3));
        Assert.That(Reported, Does.Contain("refusal 1").And.Contain("trying again in 0.2 s"));
    }

    [Test]
    public async Task Topics_that_stay_missing_are_gone_after_a_few_seconds_and_not_after_the_timeout()
    {
        var (attempts, started) = (0, Stopwatch.GetTimestamp());
        var loss = new StreamsException("The topic 'a' no longer exists.");

        var error = await Assert.CatchAsync(() => Attempts(s_patience).RunAsync<string>(
            _ =>
            {
                attempts++;
                throw new UnsettledTopicsException("An earlier start had 'a'.", loss);
            },
            CancellationToken.None));

        Assert.That(error, Is.SameAs(loss));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.InRange(TimeSpan.FromSeconds(2), s_patience / 2));
        Assert.That(attempts, Is.GreaterThan(3));
        Assert.That(Reported, Does.Contain("gone or not visible yet").And.Contain("An earlier start had 'a'."));
    }

    [Test]
    public async Task Missing_topics_are_reported_as_such_when_the_time_is_over_before()
    {
        var loss = new StreamsException("The topic 'a' no longer exists.");

        var error = await Assert.CatchAsync(() => Attempts(TimeSpan.Zero).RunAsync<string>(_ => throw new UnsettledTopicsException("An earlier start had 'a'.", loss), CancellationToken.None));

        Assert.That(error, Is.SameAs(loss));
    }

    [Test]
    public void Request_that_hangs_is_reported_meanwhile_and_ended_when_the_time_is_over()
    {
        var started = Stopwatch.GetTimestamp();

        Assert.That(async () => await Attempts(TimeSpan.FromMilliseconds(400)).RunAsync(Hang, CancellationToken.None).WaitAsync(s_patience),
            Throws.TypeOf<StreamsException>().With.Message.Contains("within 0.4 s"));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.GreaterThan(TimeSpan.FromMilliseconds(350)));
        Assert.That(Reported, Does.Contain("has not answered"));
    }

    [Test]
    public void Caller_that_gives_up_gets_a_cancellation_and_no_other_error()
    {
        using var stop = new CancellationTokenSource();
        var start = Attempts(s_patience).RunAsync(Hang, stop.Token);

        stop.Cancel();

        Assert.That(async () => await start, Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task<string> Hang(CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop);
        return "";
    }

    private StartAttempts Attempts(TimeSpan timeout)
    {
        var options = SteppedApplication.Options with { TimeProvider = TimeProvider.System, StartTimeout = timeout };
        return new(new SimulatedLog(), options, new Notices(NullLogger.Instance, "app", TextWriter.Synchronized(_reported)), _waits);
    }
}
