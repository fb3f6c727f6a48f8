using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Sessions that are due when a task is restored close once, even when no record of the task arrives before the process ends.</summary>
public sealed class ClosedAtRestartTests
{
    private const int Many = 1_500; // more than the tasks of a thread close in one turn
    private const int Few = 5;
    private static readonly long s_noonMs = SteppedApplication.Now.ToUnixTimeMilliseconds();

    [Test]
    public async Task Restored_SessionsThatAreDue_AreWrittenOnce_WhenAnotherTaskCommitsAndTheProcessEnds([Values(0, 1, 2)] int turnsBefore)
    {
        var log = SteppedApplication.LogWith(("clicks", 3), ("sessions", 3));
        await RunAndCrashAsync(log, "first", application =>
        {
            for (var user = 0; user < Many + Few; user++)
            {
                application.ProduceClick(user < Many ? 0 : 1, $"user-{user}", s_noonMs - 7_200_000);
            }

            application.RunToIdle();
            for (var turn = 0; turn < turnsBefore; turn++)
            {
                application.Step(); // the task that closes first changes with every turn
            }

            // All sessions are due. One task uses the allowance up, and the other one commits the stream time at which its sessions are due.
            application.ProduceClick(0, "bob", s_noonMs);
            application.ProduceClick(1, "eve", s_noonMs);
            application.Step();
        });

        // Only the third task has a record.
        for (var restart = 0; restart < 3; restart++)
        {
            var timeMs = s_noonMs + restart;
            await RunAndCrashAsync(log, $"restart-{restart}", application =>
            {
                application.ProduceClick(2, "cid", timeMs);
                for (var turn = 0; turn < 20; turn++)
                {
                    application.Step();
                }
            });
        }

        var users = new List<string>();
        await foreach (var session in log.CreateReader("sessions", Serdes.Utf8, ClickSessions.Serde))
        {
            users.Add(session.Key!);
        }

        Assert.That(users, Is.Unique);
        Assert.That(users, Has.Count.EqualTo(Many + Few));
    }

    private static async Task RunAndCrashAsync(SimulatedLog log, string name, Action<SteppedApplication> run)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions", new() { Gap = TimeSpan.FromMinutes(30), GracePeriod = TimeSpan.Zero }).Closed.To("sessions");
        var connection = log.Connect(name);
        var application = await SteppedApplication.StartAsync(builder.Build(), log, SteppedApplication.Options with { InstanceId = "one" }, connection);
        run(application);
        connection.Crash();
    }
}
